# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""The compiled twins of ``hashes_of`` and ``closest`` (:mod:`ingest.writers.duplicates`): words to numbers, and which
of several sorted lists of numbers shares most with one."""

from cpython.buffer cimport PyBUF_C_CONTIGUOUS, PyBUF_WRITABLE, PyBuffer_Release, PyObject_GetBuffer
from libc.stdint cimport uint32_t, uint64_t
from libc.string cimport memset

import numpy

cdef uint32_t CRC[256]
"""Of each byte, as in zlib (RFC 1952, section 8)."""
cdef uint32_t rest
cdef int byte, bit
for byte in range(256):
    rest = byte
    for bit in range(8):
        rest = (rest >> 1) ^ (0xEDB88320 if rest & 1 else 0)
    CRC[byte] = rest


cdef inline bint is_blank(unsigned char letter) noexcept nogil:
    return letter == 32 or 9 <= letter <= 13


def hashes_of(bytes words):
    cdef const unsigned char *at = words
    cdef const unsigned char *end = at + len(words)
    cdef uint32_t crc
    cdef Py_ssize_t count = 0
    cdef Py_buffer found
    numbers = numpy.empty(len(words) // 2 + 1, numpy.uint64)  # a word and its blank are two bytes
    PyObject_GetBuffer(numbers, &found, PyBUF_C_CONTIGUOUS | PyBUF_WRITABLE)
    try:
        while True:
            while at < end and is_blank(at[0]):
                at += 1
            if at == end:
                break
            crc = 0xFFFFFFFFU
            while at < end and not is_blank(at[0]):
                crc = CRC[(crc ^ at[0]) & 0xFF] ^ (crc >> 8)
                at += 1
            (<uint64_t *> found.buf)[count] = crc ^ 0xFFFFFFFFU
            count += 1
    finally:
        PyBuffer_Release(&found)
    return numbers[:count]


cdef enum:
    MARKS = 65536  # bits, by the lowest of a number: a text of 500 shingles sets one in 130
    MARK_BYTES = 8192


cdef Py_ssize_t in_common(const uint64_t *left, Py_ssize_t m, const uint64_t *right, Py_ssize_t n) noexcept nogil:
    cdef const uint64_t *left_end = left + m
    cdef const uint64_t *right_end = right + n
    cdef uint64_t x, y
    cdef Py_ssize_t count = 0
    while left < left_end and right < right_end:  # without branches, which nobody could foresee
        x, y = left[0], right[0]
        count += x == y
        left += x <= y
        right += y <= x
    return count


def closest(own, others, double least_overlap):
    """Most texts share little: how much at most, is seen by marks, and only others are gone through."""
    cdef Py_buffer mine, theirs
    cdef const uint64_t *numbers
    cdef unsigned char marks[MARK_BYTES]
    cdef Py_ssize_t n, size, own_size, place = 0, best = -1, most = 0, common
    cdef double least
    PyObject_GetBuffer(own, &mine, PyBUF_C_CONTIGUOUS)
    try:
        own_size, numbers = mine.len // 8, <const uint64_t *> mine.buf
        memset(marks, 0, MARK_BYTES)
        for n in range(own_size):
            marks[(numbers[n] % MARKS) >> 3] |= 1 << (numbers[n] & 7)
        for other in others:
            PyObject_GetBuffer(other, &theirs, PyBUF_C_CONTIGUOUS)
            size, numbers = theirs.len // 8, <const uint64_t *> theirs.buf
            least = least_overlap * min(own_size, size)
            common = 0
            for n in range(size):
                common += (marks[(numbers[n] % MARKS) >> 3] >> (numbers[n] & 7)) & 1
            if common > most and common >= least:
                common = in_common(<const uint64_t *> mine.buf, own_size, numbers, size)
                if common > most and common >= least:  # of equals, the first
                    best, most = place, common
            PyBuffer_Release(&theirs)
            place += 1
    finally:
        PyBuffer_Release(&mine)
    return (best, most) if best >= 0 else None
