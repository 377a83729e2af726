# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The compiled twins of ``context_of`` (:mod:`ingest.parsers.features`) and ``scores_of`` (:mod:`ingest.parsers.body`):
the same numbers, to the last bit, since every sum is taken in the same order."""

from libc.math cimport exp, log1p
from libc.stdlib cimport calloc, free, malloc

from ingest.native.slots cimport place_of, slot

from ingest.parsers import features
from ingest.parsers.phrases import phrase_of
from ingest.parsers.tree import Element, Segment
from ingest.parsers.vocabulary import Hint

cdef extern from "Python.h":
    Py_ssize_t PyUnicode_GET_LENGTH(object)
    Py_UCS4 PyUnicode_READ(int, void *, Py_ssize_t) nogil
    int PyUnicode_KIND(object)
    void *PyUnicode_DATA(object)
    bint Py_UNICODE_ISDECIMAL(Py_UCS4) nogil
    bint Py_UNICODE_ISLOWER(Py_UCS4) nogil
    bint Py_UNICODE_ISUPPER(Py_UCS4) nogil
    bint Py_UNICODE_ISTITLE(Py_UCS4) nogil

cdef Py_ssize_t S_TEXT = place_of(Segment, "text")
cdef Py_ssize_t S_ELEM = place_of(Segment, "elem")
cdef Py_ssize_t S_TAG = place_of(Segment, "tag")
cdef Py_ssize_t S_LINK = place_of(Segment, "link")
cdef Py_ssize_t S_BOLD = place_of(Segment, "bold")
cdef Py_ssize_t S_HEADING = place_of(Segment, "heading")
cdef Py_ssize_t S_AFTER_BREAK = place_of(Segment, "after_break")
cdef Py_ssize_t S_LINKS = place_of(Segment, "links")
cdef Py_ssize_t E_PARENT = place_of(Element, "parent")
cdef Py_ssize_t E_TAG = place_of(Element, "tag")
cdef Py_ssize_t E_HINTS = place_of(Element, "hints")
cdef Py_ssize_t E_NAMES = place_of(Element, "names")
cdef Py_ssize_t E_DEPTH = place_of(Element, "depth")
cdef Py_ssize_t E_ITEMPROP = place_of(Element, "itemprop")
cdef Py_ssize_t E_ROLE = place_of(Element, "role")

cdef enum:
    SIDES = 12
    MOST = 16

cdef dict TAG_BITS = features.TAG_BITS
cdef dict TAG_CLASS = features.TAG_CLASS
cdef frozenset CHROME_ROLES = features.CHROME_ROLES
cdef frozenset INHERITING = features.INHERITING
cdef frozenset SIBLINGS = features.SIBLINGS
cdef frozenset NO_COMMENTS = features.NO_COMMENTS
cdef long OWN = Hint.BODY | Hint.LIVE
cdef long COMMENT = Hint.COMMENT
cdef long BESIDE = features.BESIDE
cdef long IN_NAV = features.NAV
cdef long IN_BODY = features.IBODY
cdef double HOPELESS = features.HOPELESS
cdef str ENDS = "".join(sorted(features.ENDS))
cdef object Context = features.Context
cdef int near_count = len(features.NEAR)
cdef int far_count = len(features.FAR)
cdef long near_groups[MOST]
cdef long far_groups[MOST]
cdef int position
for position in range(near_count):
    near_groups[position] = features.NEAR[position]
for position in range(far_count):
    far_groups[position] = features.FAR[position]


cdef struct Knot:
    double value  # a leaf's, or the threshold
    int column  # -1: a leaf
    int right


cdef class Forest:
    """A sum of trees, one after the other in one array; the left child of a node is the one behind it."""

    cdef Knot *knots
    cdef int *root
    cdef int trees
    cdef int width

    def __cinit__(self, list trees, int width):
        cdef int size = sum(_size(tree) for tree in trees), number, at = 0
        self.trees, self.width = len(trees), width
        self.knots = <Knot *> calloc(size + 1, sizeof(Knot))
        self.root = <int *> calloc(len(trees) + 1, sizeof(int))
        if self.knots == NULL or self.root == NULL:
            raise MemoryError
        for number in range(self.trees):
            self.root[number] = at
            at = self.add(trees[number], at)

    def __dealloc__(self):
        free(self.knots)
        free(self.root)

    cdef int add(self, object node, int at) except -1:
        cdef int following
        if isinstance(node, (int, float)):
            self.knots[at].column, self.knots[at].value = -1, node
            return at + 1
        column, threshold, left, right = node
        if not 0 <= column < self.width:
            raise ValueError(f"a tree asks for column {column} of {self.width}")
        self.knots[at].column, self.knots[at].value = column, threshold
        following = self.add(left, at + 1)
        self.knots[at].right = following
        return self.add(right, following)

    cdef double probability(self, const double *row) noexcept nogil:
        cdef double odds = 0.0
        cdef int number
        cdef const Knot *at
        for number in range(self.trees):
            at = self.knots + self.root[number]
            while at.column >= 0:
                at = at + 1 if row[at.column] <= at.value else self.knots + at.right
            odds += at.value
        return 1.0 / (1.0 + exp(-odds)) if odds > -30.0 else 0.0


def _size(node):
    return 1 if isinstance(node, (int, float)) else 1 + _size(node[2]) + _size(node[3])


cdef Forest forest(ensemble):
    """An ensemble's trees, taken over once."""
    if ensemble.forest is None:
        ensemble.forest = Forest(ensemble.trees, ensemble.width)
    return ensemble.forest


cdef double prose_weight(object segment):
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(slot(segment, S_TEXT)), plain
    if length < 40 or slot(segment, S_HEADING):
        return 0.0
    plain = length - <Py_ssize_t> slot(segment, S_LINK)
    if plain < 0.6 * length:
        return 0.0
    return 0.4 * plain if length < 80 else <double> plain


def context_of(tree, int title_at):
    cdef list elements = tree.elements, segments = tree.segments
    cdef Py_ssize_t count = len(elements), index, number, size = len(segments)
    cdef int parent, main = -1
    cdef long bits, hints
    cdef double total = 0.0, weight, floor
    cdef set around_title = set()
    cdef list near = [0] * count, far = [0] * count, tags = [0] * count, comments = [False] * count
    cdef list prose_found, weights = [0.0] * size
    cdef object element, segment
    cdef double *prose = <double *> calloc(count + 1, sizeof(double))
    cdef int *parents = <int *> calloc(count + 1, sizeof(int))
    try:
        if prose == NULL or parents == NULL:
            raise MemoryError
        for index in range(count):
            parents[index] = slot(elements[index], E_PARENT)
        index = slot(segments[title_at], S_ELEM) if title_at >= 0 else -1
        while index >= 0:
            around_title.add(index)
            index = parents[index]
        if tree.hints & COMMENT:
            for index in range(count):
                element = elements[index]
                parent = parents[index]
                hints = slot(element, E_HINTS)
                if parent >= 0 and comments[parent]:
                    comments[index] = True
                elif hints & COMMENT and not hints & OWN and slot(element, E_TAG) not in NO_COMMENTS:
                    comments[index] = index not in around_title
        for number in range(size):
            segment = segments[number]
            weight = prose_weight(segment)
            weights[number] = weight
            index = slot(segment, S_ELEM)
            if weight != 0.0 and index >= 0 and not comments[index]:
                prose[index] += weight
                total += weight
        for index in range(count - 1, 0, -1):
            if prose[index] != 0.0:
                parent = parents[index]
                prose[parent if parent >= 0 else count - 1] += prose[index]
        floor = 0.6 * total
        for index in range(count):
            element = elements[index]
            bits = TAG_BITS.get(slot(element, E_TAG), 0)
            hints = slot(element, E_HINTS)
            if prose[index] >= floor:
                hints &= OWN
                bits &= ~BESIDE
                if total != 0.0:
                    main = index
            else:
                if index in around_title:
                    hints &= OWN
                if slot(element, E_ROLE) and slot(element, E_ROLE) in CHROME_ROLES:
                    bits |= IN_NAV
            if slot(element, E_ITEMPROP) == "articleBody":
                bits |= IN_BODY
            parent = parents[index]
            if parent >= 0:
                near[index] = hints | <long> near[parent] if slot(element, E_TAG) in INHERITING else hints
                far[index] = hints | <long> far[parent]
                tags[index] = bits | <long> tags[parent]
            else:
                near[index], far[index], tags[index] = hints, hints, bits
        prose_found = [prose[index] for index in range(count)]
    finally:
        free(prose)
        free(parents)
    return Context(prose_found, total, main, near, far, tags, comments, weights)


cdef class Page:
    """The numbers of a page's segments and elements, in arrays."""

    cdef Py_ssize_t size, count
    cdef double *weights  # of segments, as the next four; two empty ones before and after
    cdef double *lengths
    cdef double *ratios
    cdef int *own
    cdef int *key
    cdef double *before
    cdef int *parents  # of elements
    cdef double *depths
    cdef double *siblings
    cdef double *prose
    cdef double *of_key
    cdef long *near
    cdef long *far
    cdef long *tags
    cdef double *rows
    cdef char *asked

    def __cinit__(self, Py_ssize_t size, Py_ssize_t count, Py_ssize_t width):
        self.size, self.count = size, count
        self.weights = <double *> calloc(size + 4, sizeof(double))
        self.lengths = <double *> calloc(size + 4, sizeof(double))
        self.ratios = <double *> calloc(size + 4, sizeof(double))
        self.own = <int *> calloc(size + 4, sizeof(int))
        self.key = <int *> calloc(size + 4, sizeof(int))
        self.before = <double *> calloc(size + 12, sizeof(double))
        self.parents = <int *> calloc(count + 1, sizeof(int))
        self.depths = <double *> calloc(count + 1, sizeof(double))
        self.siblings = <double *> calloc(count + 1, sizeof(double))
        self.prose = <double *> calloc(count + 1, sizeof(double))
        self.near = <long *> calloc(count + 1, sizeof(long))
        self.far = <long *> calloc(count + 1, sizeof(long))
        self.tags = <long *> calloc(count + 1, sizeof(long))
        self.of_key = <double *> calloc(size + 1, sizeof(double))
        self.rows = <double *> malloc((size * width + 1) * sizeof(double))  # a row is filled before it is read
        self.asked = <char *> calloc(size + 1, sizeof(char))
        if (
            self.weights == NULL or self.lengths == NULL or self.ratios == NULL or self.own == NULL
            or self.key == NULL or self.before == NULL or self.parents == NULL or self.depths == NULL
            or self.siblings == NULL or self.prose == NULL or self.of_key == NULL or self.rows == NULL
            or self.asked == NULL or self.near == NULL or self.far == NULL or self.tags == NULL
        ):
            raise MemoryError

    def __dealloc__(self):
        free(self.weights)
        free(self.lengths)
        free(self.ratios)
        free(self.own)
        free(self.key)
        free(self.before)
        free(self.parents)
        free(self.depths)
        free(self.siblings)
        free(self.prose)
        free(self.of_key)
        free(self.rows)
        free(self.asked)
        free(self.near)
        free(self.far)
        free(self.tags)


cdef int fill(Page page, list segments, list elements, context) except -1:
    """What a row looks up, of all segments and elements."""
    cdef Py_ssize_t number, index, length
    cdef int parent, main = context.main, key
    cdef list prose = context.prose, weights = context.weights
    cdef list near = context.inherited_near, far = context.inherited_far, tags = context.tags
    cdef object segment, element, name
    cdef dict keys = {}
    for index in range(page.count):
        page.parents[index] = slot(elements[index], E_PARENT)
        page.prose[index] = prose[index]
        page.depths[index] = 20.0
        page.near[index], page.far[index], page.tags[index] = near[index], far[index], tags[index]
    for number in range(page.size):
        segment = segments[number]
        length = PyUnicode_GET_LENGTH(slot(segment, S_TEXT))
        index = slot(segment, S_ELEM)
        if index < 0:
            index += page.count
        page.own[number] = index
        page.weights[number] = weights[number]
        page.lengths[number + 2] = log1p(<double> (length if length < 2000 else 2000))
        page.ratios[number + 2] = <double> (<Py_ssize_t> slot(segment, S_LINK)) / <double> length
        page.before[number + 5] = page.before[number + 4] + page.weights[number]
        parent = page.parents[index]
        if parent >= 0:
            element = elements[parent]
            name = (slot(segment, S_TAG), slot(element, E_NAMES), slot(element, E_DEPTH))
        else:
            name = (slot(segment, S_TAG), "", parent)
        found = keys.get(name)
        if found is None:
            key = len(keys)
            keys[name] = key
        else:
            key = found
        page.key[number + 1] = key
        page.of_key[key] += page.weights[number]
        page.siblings[parent + 1] += 1.0
    page.key[0] = page.key[page.size + 1] = -1
    for number in range(page.size, page.size + 4):
        page.before[number + 5] = page.before[number + 4]
    if main >= 0:
        page.depths[main] = 0.0
        for index in range(main + 1, page.count):
            parent = page.parents[index]
            if parent < main:
                break
            page.depths[index] = page.depths[parent] + 1.0 if page.depths[parent] < 11 else 20.0
    return 0


cdef inline double limited(Py_ssize_t value, double bound):
    return bound if value >= bound else -bound if value <= -bound else <double> value


cdef double capitals(int kind, void *data, Py_ssize_t length) noexcept nogil:
    """2 for ``str.isupper``, 1 for ``str.istitle``, else 0."""
    cdef bint upper = True, title = True, cased = False, before = False
    cdef Py_UCS4 letter
    cdef Py_ssize_t at
    for at in range(length):
        letter = PyUnicode_READ(kind, data, at)
        if Py_UNICODE_ISLOWER(letter):
            upper = False
            title = title and before
            before = cased = True
        elif Py_UNICODE_ISUPPER(letter) or Py_UNICODE_ISTITLE(letter):
            upper = upper and not Py_UNICODE_ISTITLE(letter)
            title = title and not before
            before = cased = True
        else:
            before = False
        if not upper and not title:
            return 0.0
    return 0.0 if not cased else 2.0 if upper else 1.0


cdef int fill_row(Page page, double *row, Py_ssize_t number, object segment, int title_at, Py_ssize_t first_prose,
                  Py_ssize_t last_prose, double total, double log_total, double main_share) except -1:
    """The features of one segment, columns as in ``features.NAMES``; 0 for one that is hopeless."""
    cdef str text = slot(segment, S_TEXT)
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text), at, digits = 0, commas = 0
    cdef int own = page.own[number], up1, up2, up3, column, side
    cdef int kind = PyUnicode_KIND(text)
    cdef void *data = PyUnicode_DATA(text)
    cdef const unsigned char *narrow = <const unsigned char *> data
    cdef Py_UCS4 letter
    cdef long near, far, tags, heading = slot(segment, S_HEADING), links = slot(segment, S_LINKS)
    cdef double ratio = page.ratios[number + 2], so_far = page.before[number + 4]
    cdef double above = so_far - page.before[number]
    cdef double below = page.before[number + 9] - page.before[number + 5]
    cdef double at_title = page.before[title_at + 4]
    if ratio > 0.5 and length < 100 and above == 0.0 and below == 0.0:
        return 0
    up1 = page.parents[own]
    up2 = page.parents[up1] if up1 >= 0 else -1
    up3 = page.parents[up2] if up2 >= 0 else -1
    if kind == 1:
        for at in range(length - 1):
            commas += ((narrow[at] == 44) | (narrow[at] == 46)) & (narrow[at + 1] == 32)
    else:
        for at in range(length - 1):
            letter = PyUnicode_READ(kind, data, at)
            if (letter == 44 or letter == 46) and PyUnicode_READ(kind, data, at + 1) == 32:
                commas += 1
    for at in range(length if length < 100 else 100):
        letter = PyUnicode_READ(kind, data, at)
        if 48 <= letter <= 57 or (letter > 127 and Py_UNICODE_ISDECIMAL(letter)):
            digits += 1
    row[0] = page.lengths[number + 2]
    row[1] = ratio
    row[2] = <double> links if links < 5 else 5.0
    row[3] = <double> (<Py_ssize_t> slot(segment, S_BOLD)) / <double> length
    row[4] = <double> commas / <double> length * 100
    row[5] = 1.0 if PyUnicode_READ(kind, data, length - 1) in ENDS else 0.0
    row[6] = <double> digits / <double> (length if length < 100 else 100)
    row[7] = capitals(kind, data, length if length < 60 else 60)
    row[8] = TAG_CLASS.get(slot(segment, S_TAG), 0.0)
    row[9] = <double> heading
    row[10] = 1.0 if slot(segment, S_AFTER_BREAK) else 0.0
    row[11] = page.prose[own] / total
    row[12] = page.prose[up1] / total if up1 >= 0 else 0.0
    row[13] = page.prose[up2] / total if up2 >= 0 else 0.0
    row[14] = page.prose[up3] / total if up3 >= 0 else 0.0
    row[15] = page.of_key[page.key[number + 1]] / total
    row[16] = main_share
    row[17] = page.siblings[up1 + 1]
    row[18] = <double> number / <double> page.size
    if title_at < 0:
        row[19] = -1.0
    elif number >= title_at:
        row[19] = log1p(so_far - at_title)
    else:
        row[19] = -1.0 - log1p(at_title - so_far)
    row[20] = limited(number - first_prose, 30.0)
    row[21] = limited(last_prose - number, 30.0)
    row[22] = page.lengths[number + 1]
    row[23] = page.ratios[number + 1]
    row[24] = page.lengths[number + 3]
    row[25] = page.ratios[number + 3]
    row[26] = page.lengths[number]
    row[27] = page.lengths[number + 4]
    row[28] = 1.0 if page.key[number] == page.key[number + 1] else 0.0
    row[29] = 1.0 if page.key[number + 2] == page.key[number + 1] else 0.0
    row[30] = above if above < 1500 else 1500.0
    row[31] = below if below < 1500 else 1500.0
    row[32] = <double> <long> phrase_of(text) if length < 300 else 0.0
    row[33] = log_total
    row[34] = page.depths[own]
    near = page.near[own]
    if up1 >= 0:
        near |= page.near[up1]
    far, tags = page.far[own], page.tags[own]
    column = 35
    for side in range(near_count):
        row[column + side] = 1.0 if near & near_groups[side] else 0.0
    column += near_count
    for side in range(far_count):
        row[column + side] = 1.0 if far & far_groups[side] else 0.0
    column += far_count
    for side in range(SIDES):
        row[column + side] = 1.0 if tags & (1 << side) else 0.0
    return 1


cdef int features_in(Page page, tree, context, int title_at, Py_ssize_t width) except -1:
    """Fills ``page.rows``; ``page.asked`` tells which."""
    cdef list segments = tree.segments, elements = tree.elements
    cdef Py_ssize_t number, first_prose = -1, last_prose = -1
    cdef double total = context.total or 1.0, log_total = log1p(<double> context.total), main_share
    fill(page, segments, elements, context)
    main_share = page.prose[<int> context.main] / total if context.main >= 0 else 0.0
    for number in range(page.size):
        if page.weights[number] > 60:
            first_prose = number if first_prose < 0 else first_prose
            last_prose = number
    for number in range(page.size):
        page.asked[number] = fill_row(page, page.rows + number * width, number, segments[number], title_at,
                                      first_prose, last_prose, total, log_total, main_share)
    return 0


def features_of(tree, context, int title_at):
    """As lists, for the comparison with the Python twin."""
    cdef Py_ssize_t width = len(features.NAMES), number, column
    cdef Page page = Page(len(tree.segments), len(tree.elements), width)
    features_in(page, tree, context, title_at, width)
    return [
        [page.rows[number * width + column] for column in range(width)] if page.asked[number] else None
        for number in range(page.size)
    ]


def scores_of(tree, context, int title_at, stages):
    cdef Forest first = forest(stages["first"]), second = forest(stages["second"])
    cdef Py_ssize_t width = second.width, own = first.width, size = len(tree.segments), number
    cdef Page page = Page(size, len(tree.elements), width)
    cdef list segments = tree.segments, elements = tree.elements, found
    cdef double *padded = <double *> calloc(size + 13, sizeof(double))
    cdef double *sums = <double *> calloc(size + 14, sizeof(double))
    cdef double *by_frame = <double *> calloc(2 * (page.count + 1), sizeof(double))
    cdef double *by_kind = <double *> calloc(2 * (size + 1), sizeof(double))
    cdef int *frame_of = <int *> calloc(size + 1, sizeof(int))
    cdef int *kind_of = <int *> calloc(size + 1, sizeof(int))
    cdef double *row
    cdef double score, top = 0.0, weight
    cdef Py_ssize_t length, first_high, last_high
    cdef object segment, element
    cdef dict kinds = {}
    cdef int frame, kind
    try:
        if padded == NULL or sums == NULL or by_frame == NULL or by_kind == NULL or frame_of == NULL or kind_of == NULL:
            raise MemoryError
        features_in(page, tree, context, title_at, width)
        first_high = last_high = size
        for number in range(size):
            score = first.probability(page.rows + number * width) if page.asked[number] else 0.0
            padded[number + 6] = score
            if score > 0.6:
                if first_high == size:
                    first_high = number
                last_high = number
            if score > top:
                top = score
            segment = segments[number]
            element = elements[page.own[number]]
            frame = slot(element, E_PARENT) if slot(element, E_TAG) in SIBLINGS else slot(segment, S_ELEM)
            name = (frame, slot(segment, S_TAG), slot(element, E_NAMES))
            known = kinds.get(name)
            if known is None:
                kind = len(kinds)
                kinds[name] = kind
            else:
                kind = known
            length = PyUnicode_GET_LENGTH(slot(segment, S_TEXT))
            weight = (length if length < 400 else 400) + 20.0
            frame_of[number], kind_of[number] = frame + 1, kind
            by_frame[2 * (frame + 1)] += score * weight
            by_frame[2 * (frame + 1) + 1] += weight
            by_kind[2 * kind] += score * weight
            by_kind[2 * kind + 1] += weight
        for number in range(size + 12):
            sums[number + 1] = sums[number] + padded[number]
        found = [padded[number + 6] for number in range(size)]
        for number in range(size):
            if padded[number + 6] <= HOPELESS:
                continue
            row = page.rows + number * width + own
            frame, kind = frame_of[number], kind_of[number]
            row[0] = padded[number + 6]
            row[1] = padded[number + 5]
            row[2] = padded[number + 7]
            row[3] = padded[number + 4]
            row[4] = padded[number + 8]
            row[5] = (sums[number + 6] - sums[number]) / 6
            row[6] = (sums[number + 13] - sums[number + 7]) / 6
            row[7] = limited(number - first_high, 20.0)
            row[8] = limited(last_high - number, 20.0)
            row[9] = by_frame[2 * frame] / by_frame[2 * frame + 1]
            row[10] = by_kind[2 * kind] / by_kind[2 * kind + 1]
            row[11] = min(by_frame[2 * frame + 1], 8000.0)
            row[12] = min(by_kind[2 * kind + 1], 8000.0)
            row[13] = top
            found[number] = second.probability(page.rows + number * width)
    finally:
        free(padded)
        free(sums)
        free(by_frame)
        free(by_kind)
        free(frame_of)
        free(kind_of)
    return found
