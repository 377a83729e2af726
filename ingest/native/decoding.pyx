# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""The compiled twin of ``is_plain_utf8`` (:mod:`ingest.charset`)."""

import sys

from libc.stdint cimport uint64_t
from libc.string cimport memcpy

cdef extern from *:
    int trailing_zeros "__builtin_ctzll"(unsigned long long) nogil

cdef bint LITTLE_ENDIAN = sys.byteorder == "little"
cdef uint64_t HIGH_BITS = 0x8080808080808080ULL
cdef uint64_t ESCAPES = 0x1B1B1B1B1B1B1B1BULL


cdef enum:
    HIGH_C3 = 0xC3  # «Ã» is C3 83
    EURO_LAST = 0xAC  # «€» is E2 82 AC; «â» is C3 A2


def is_plain_utf8(given):
    cdef bytes body = given if type(given) is bytes else bytes(given)
    cdef const unsigned char *at = body
    cdef const unsigned char *start = at
    cdef const unsigned char *end = at + len(body)
    cdef const unsigned char *mixed = at  # up to here letters beyond ASCII are known to come
    cdef uint64_t eight
    cdef unsigned char first, letters, odd
    cdef int n
    if end - at >= 3 and at[0] == 0xEF and at[1] == 0xBB and at[2] == 0xBF:
        return False
    while at < end:
        # No byte beyond ASCII, no null, no escape: the tests of single bytes, as many at once as a compiler likes …
        if at >= mixed and end - at >= 64:
            letters = odd = 0
            for n in range(64):
                letters |= at[n]
                odd |= (at[n] == 0) | (at[n] == 0x1B)
            if letters < 0x80 and not odd:
                at += 64
                continue
            mixed = at + 64
        if end - at >= 8:  # … or eight
            memcpy(&eight, at, 8)
            if holds(eight, 0) or holds(eight, ESCAPES):
                return False
            eight &= HIGH_BITS
            if eight == 0:
                at += 8
                continue
            if LITTLE_ENDIAN:
                at += trailing_zeros(eight) >> 3
        first = at[0]
        if first < 0x80:
            if first == 0 or first == 0x1B:
                return False
            at += 1
        elif first < 0xE0:
            if first < 0xC2 or end - at < 2 or not is_following(at[1]) or (first == HIGH_C3 and at[1] == 0x83):
                return False
            at += 2
        elif first < 0xF0:
            if end - at < 3 or not is_following(at[1]) or not is_following(at[2]):
                return False
            if (first == 0xE0 and at[1] < 0xA0) or (first == 0xED and at[1] > 0x9F):
                return False
            if first == 0xE2 and at[1] == 0x82 and at[2] == EURO_LAST and after_mojibake(at, start):
                return False
            at += 3
        else:
            if first > 0xF4 or end - at < 4 or not is_following(at[1]) or not is_following(at[2]):
                return False
            if not is_following(at[3]) or (first == 0xF0 and at[1] < 0x90) or (first == 0xF4 and at[1] > 0x8F):
                return False
            at += 4
    return True


cdef inline bint is_following(unsigned char byte) noexcept nogil:
    return byte & 0xC0 == 0x80


cdef inline bint holds(uint64_t eight, uint64_t byte) noexcept nogil:
    """Whether one of eight bytes is the one of which ``byte`` has eight."""
    eight ^= byte
    return ((eight - 0x0101010101010101ULL) & ~eight & HIGH_BITS) != 0


cdef inline bint after_mojibake(const unsigned char *euro, const unsigned char *start) noexcept nogil:
    """«â€», or a «€» before which anything may have been."""
    return euro == start or (euro - start >= 2 and (euro - 2)[0] == 0xC3 and (euro - 1)[0] == 0xA2)
