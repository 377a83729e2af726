# cython: language_level=3
"""Attributes of a class with ``__slots__`` (:mod:`ingest.parsers.tree`), read and written where they lie: the place of
each is in its descriptor. Python finds them the same way, with some tests before."""

from cpython.object cimport PyObject
from cpython.ref cimport Py_DECREF, Py_INCREF

cdef extern from "Python.h":
    ctypedef struct PyTypeObject:
        PyObject *(*tp_alloc)(PyTypeObject *, Py_ssize_t) except NULL

cdef extern from "structmember.h":
    ctypedef struct PyMemberDef:
        Py_ssize_t offset

cdef extern from "descrobject.h":
    ctypedef struct PyMemberDescrObject:
        PyMemberDef *d_member


cdef inline Py_ssize_t place_of(object cls, str name) except -1:
    cdef object descriptor = cls.__dict__[name]
    if type(descriptor).__name__ != "member_descriptor":
        raise ImportError(f"{cls.__name__}.{name} is no slot")
    return (<PyMemberDescrObject *> <PyObject *> descriptor).d_member.offset


cdef inline object empty(object cls):
    """An instance without its attributes, which must all be :func:`put` at once."""
    cdef object made = <object> (<PyTypeObject *> cls).tp_alloc(<PyTypeObject *> cls, 0)
    Py_DECREF(made)  # the cast counted it once more
    return made


cdef inline object slot(object one, Py_ssize_t place):
    return <object> (<PyObject **> (<char *> <PyObject *> one + place))[0]


cdef inline void put(object into, Py_ssize_t place, object item):
    Py_INCREF(item)
    (<PyObject **> (<char *> <PyObject *> into + place))[0] = <PyObject *> item
