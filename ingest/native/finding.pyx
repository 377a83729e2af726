# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""The compiled twins of :mod:`ingest.parsers.finding`."""

from ingest.native.slots cimport place_of, slot

cdef extern from "Python.h":
    int PyObject_IsTrue(object) except -1
    bint PySet_Contains(object, object) except -1
    object PyUnicode_Substring(object, Py_ssize_t, Py_ssize_t)

cdef dict places = {}
"""(class, attribute) → where it lies in an instance."""


cdef Py_ssize_t place_in(list objects, str name) except -1:
    """Where the attribute lies in each of the objects, all of one class: an instance of another has it elsewhere."""
    cdef object cls = type(objects[0])
    cdef object key = (cls, name)
    cdef object found = places.get(key)
    cdef Py_ssize_t number
    for number in range(len(objects)):
        if type(objects[number]) is not cls:
            raise TypeError(f"instances of {cls.__name__} and of another class")
    if found is None:
        found = places[key] = place_of(cls, name)
    return found


def places_with(list objects, str name):
    cdef list found = []
    cdef Py_ssize_t number, place
    if objects:
        place = place_in(objects, name)
        for number in range(len(objects)):
            if PyObject_IsTrue(slot(objects[number], place)):
                found.append(number)
    return found


def places_of(list objects, str name, str value):
    cdef list found = []
    cdef Py_ssize_t number, place
    cdef str other
    if objects:
        place = place_in(objects, name)
        for number in range(len(objects)):
            other = slot(objects[number], place)
            if other == value:
                found.append(number)
    return found


def places_with_bits(list objects, str name, long mask):
    cdef list found = []
    cdef Py_ssize_t number, place
    if objects:
        place = place_in(objects, name)
        for number in range(len(objects)):
            if <long> slot(objects[number], place) & mask:
                found.append(number)
    return found


def grouped_by(list objects, str name):
    cdef dict groups = {}
    cdef list group
    cdef Py_ssize_t number, place
    cdef object value, known
    if objects:
        place = place_in(objects, name)
        for number in range(len(objects)):
            value = slot(objects[number], place)
            known = groups.get(value)
            if known is None:
                groups[value] = group = []
            else:
                group = known
            group.append(objects[number])
    return groups


def with_bits(list numbers, long mask):
    cdef set found = set()
    cdef Py_ssize_t number
    for number in range(len(numbers)):
        if <long> numbers[number] & mask:
            found.add(number)
    return found


def at_least(list scores, double floor):
    cdef list found = []
    cdef Py_ssize_t number
    for number in range(len(scores)):
        if <double> scores[number] >= floor:
            found.append(number)
    return found


def standing_in(list segments, elements):
    cdef list found = []
    cdef Py_ssize_t number, place
    if segments and elements:
        place = place_in(segments, "elem")
        for number in range(len(segments)):
            if PySet_Contains(elements, slot(segments[number], place)):
                found.append(number)
    return found


def opening_with(list segments, pairs):
    cdef list found = []
    cdef Py_ssize_t number, place
    if segments:
        place = place_in(segments, "text")
        for number in range(len(segments)):
            if PySet_Contains(pairs, PyUnicode_Substring(slot(segments[number], place), 0, 2)):
                found.append(number)
    return found


def path_of(list elements, Py_ssize_t index, Py_ssize_t levels=-1):
    cdef list path = []
    cdef Py_ssize_t place, count = len(elements)
    if index >= 0:
        place = parent_place(elements)
        while 0 <= index < count and levels != 0:
            levels -= 1
            path.append(index)
            index = slot(elements[index], place)
    return path


def hints_around(list elements, Py_ssize_t index, int levels, own=frozenset()):
    cdef long hints = 0
    cdef Py_ssize_t parent, of_hints, count = len(elements)
    cdef bint some = bool(own)
    if index >= 0:
        parent, of_hints = parent_place(elements), hints_place(elements)
        while levels and 0 <= index < count and not (some and PySet_Contains(own, index)):
            hints |= <long> slot(elements[index], of_hints)
            index = slot(elements[index], parent)
            levels -= 1
    return hints


cdef Py_ssize_t parent_at = -1
cdef Py_ssize_t hints_at = -1


cdef inline Py_ssize_t parent_place(list elements) except -1:
    global parent_at
    if parent_at < 0:
        parent_at = place_of(type(elements[0]), "parent")
    return parent_at


cdef inline Py_ssize_t hints_place(list elements) except -1:
    global hints_at
    if hints_at < 0:
        hints_at = place_of(type(elements[0]), "hints")
    return hints_at
