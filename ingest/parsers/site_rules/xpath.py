"""XPath 1.0, as people write it in lists of site rules → CSS selectors.

CSS can say most of it, since ``:has()`` looks down and sideways from an element, and ``:is()`` up. What it cannot say
(functions that compute, text that must be equal, a position after a step back) is refused: a selector that is nearly
right would drop the wrong things.

The text of an element is asked for with Lexbor's ``:lexbor-contains()``.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from typing import NoReturn


class Untranslatable(ValueError):
    """An expression that no CSS selector says, or that is no XPath; the message is for the person who imports it."""


def to_selectors(xpath: str, *, values: bool = False) -> list[str]:
    """One selector per branch of a union, in the form of :class:`~ingest.parsers.site_rules.rule.Selector`.

    ``values``: what is selected is to be read, so it may be an attribute («meta@content») or a text. Raises
    :class:`Untranslatable`.
    """
    expressions, first = _Parser(xpath).union()
    if first and len(expressions) > 1:
        raise Untranslatable("the first of several paths")
    return [_selector(one, first, values) for one in expressions]


# --- syntax ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Step:
    axis: str
    test: str
    deep: bool = False
    """After ``//``."""
    predicates: tuple[_Expression, ...] = ()


@dataclass(frozen=True, slots=True)
class _Path:
    steps: tuple[_Step, ...]
    absolute: bool = False


@dataclass(frozen=True, slots=True)
class _Call:
    name: str
    arguments: tuple[_Expression, ...]


@dataclass(frozen=True, slots=True)
class _Operation:
    operator: str
    left: _Expression
    right: _Expression


_Expression = _Path | _Call | _Operation | str | int

_TOKEN = re.compile(
    r"\s*(?:(?P<literal>\"[^\"]*\"|'[^']*')|(?P<number>\d+)|(?P<name>[A-Za-z_][\w.-]*)|"
    r"(?P<mark>::|//|\.\.|!=|<=|>=|[/|.()\[\]@,=<>*])|(?P<end>$))"
)
_COMPARISONS = frozenset(("=", "!=", "<", "<=", ">", ">="))
_NODE_TYPES = {"node": "*", "text": "text()"}
_END = ""
_DEEPEST = 40
"""Brackets and parentheses in one expression; nobody writes more."""
_SELF = _Step("self", "*")


class _Parser:
    """Recursive descent over the grammar of XPath 1.0, without arithmetic, variables and namespaces."""

    def __init__(self, text: str) -> None:
        if text.count("(") + text.count("[") > _DEEPEST:
            raise Untranslatable("too many conditions")
        self.tokens: list[tuple[str, str]] = []
        at = 0
        while not self.tokens or self.tokens[-1][0] != "end":
            found = _TOKEN.match(text, at)
            if found is None:
                raise Untranslatable(f"not understood from {text[at:].strip()[:30]!r} on")
            kind = str(found.lastgroup)
            self.tokens.append((kind, found[kind]))
            at = found.end()
        self.at = 0

    def union(self) -> tuple[list[_Expression], bool]:
        """The branches, and whether only the first match of all is meant: ``(//a | //b)[1]``."""
        first = False
        if self._next_is("("):
            start = self.at
            self._take("(")
            expressions, _ = self._branches(), self._take(")")
            if self._next_is("["):
                self._take("[")
                if self._take("number") != "1":
                    raise Untranslatable("a place other than the first in the whole page")
                self._take("]")
                first = True
            if not self._next_is(_END):  # parentheses around a part
                self.at, first = start, False
                expressions = self._branches()
        else:
            expressions = self._branches()
        self._take(_END)
        return expressions, first

    def _branches(self) -> list[_Expression]:
        found = [self._or()]
        while self._next_is("|"):
            self._take("|")
            found.append(self._or())
        return found

    def _or(self) -> _Expression:
        left = self._and()
        while self._next_is("or"):
            self._take("or")
            left = _Operation("or", left, self._and())
        return left

    def _and(self) -> _Expression:
        left = self._comparison()
        while self._next_is("and"):
            self._take("and")
            left = _Operation("and", left, self._comparison())
        return left

    def _comparison(self) -> _Expression:
        left = self._operand()
        if self.tokens[self.at][1] in _COMPARISONS:
            operator = self._take(self.tokens[self.at][1])
            return _Operation(operator, left, self._operand())
        return left

    def _operand(self) -> _Expression:
        kind, text = self.tokens[self.at]
        if kind == "literal":
            self.at += 1
            return text[1:-1]
        if kind == "number":
            self.at += 1
            return int(text)
        if text == "(":
            self._take("(")
            inner = self._or()
            self._take(")")
            return inner
        if kind == "name" and self.tokens[self.at + 1][1] == "(" and text not in _NODE_TYPES:
            return self._call()
        return self._path()

    def _call(self) -> _Call:
        name = self._take("name")
        self._take("(")
        arguments: list[_Expression] = []
        while not self._next_is(")"):
            arguments.append(self._or())
            if self._next_is(","):
                self._take(",")
        self._take(")")
        return _Call(name, tuple(arguments))

    def _path(self) -> _Path:
        absolute = self._next_is("/") or self._next_is("//")
        steps: list[_Step] = []
        deep = absolute and self._take(self.tokens[self.at][1]) == "//"
        while True:
            steps.append(replace(self._step(), deep=deep))
            if not (self._next_is("/") or self._next_is("//")):
                return _Path(tuple(steps), absolute)
            deep = self._take(self.tokens[self.at][1]) == "//"

    def _step(self) -> _Step:
        if self._next_is("."):
            self._take(".")
            return _SELF
        if self._next_is(".."):
            self._take("..")
            return _Step("parent", "*", predicates=self._predicates())
        axis = "child"
        if self._next_is("@"):
            self._take("@")
            axis = "attribute"
        elif self.tokens[self.at][1] and self.tokens[self.at + 1][1] == "::":
            axis = self._take("name")
            self._take("::")
        return _Step(axis, self._node_test(), predicates=self._predicates())

    def _node_test(self) -> str:
        if self._next_is("*"):
            return self._take("*")
        name = self._take("name")
        if not self._next_is("("):
            return name.lower()
        self._take("(")
        self._take(")")
        if name not in _NODE_TYPES:
            raise Untranslatable(f"{name}() as a step")
        return _NODE_TYPES[name]

    def _predicates(self) -> tuple[_Expression, ...]:
        found = []
        while self._next_is("["):
            self._take("[")
            found.append(self._or())
            self._take("]")
        return tuple(found)

    def _next_is(self, wanted: str) -> bool:
        kind, text = self.tokens[self.at]
        return kind != "literal" and wanted in (kind, text)

    def _take(self, wanted: str) -> str:
        if not self._next_is(wanted):
            found = self.tokens[self.at][1] or "the end"
            raise Untranslatable(f"{found!r} where {wanted!r} should be")
        self.at += 1
        return self.tokens[self.at - 1][1]


# --- meaning ---------------------------------------------------------------------------------------------------------
def _selector(expression: _Expression, first: bool, values: bool) -> str:
    if isinstance(expression, _Call) and expression.name in ("normalize-space", "string") and values:
        (expression,) = expression.arguments or ("",)
    if not isinstance(expression, _Path):
        raise Untranslatable("no path: it computes something")
    if not expression.absolute:
        expression = _Path((replace(expression.steps[0], deep=True), *expression.steps[1:]), absolute=True)
    elements, last = _without_value(expression)
    if last is not None and not values:
        raise Untranslatable(f"selects {'a text' if last == 'text()' else 'an attribute'}, not elements")
    css = _css(elements.steps).text
    attribute = f"@{last}" if last not in (None, "text()") else ""
    return f"{css}{':first' if first else ''}{attribute}"


def _without_value(path: _Path) -> tuple[_Path, str | None]:
    """A path without its last step, where that is an attribute or a text; and what it is."""
    last = path.steps[-1]
    if last.axis != "attribute" and last.test != "text()":
        return path, None
    if last.predicates or last.test == "*" or (last.axis == "attribute" and last.deep):
        _refuse(last)
    return replace(path, steps=path.steps[:-1] or (_SELF,)), last.test


@dataclass(slots=True)
class _Chain:
    """A selector under construction; ``simple`` while it has no combinator."""

    text: str = ""
    simple: bool = True
    relative: bool = field(default=False)
    """It begins at an element that ``:has()`` looks from."""

    def then(self, combinator: str, compound: str) -> None:
        if self.text or self.relative:
            joined = f"{self.text}{combinator}{compound}" if combinator != " " or self.text else compound
            self.text, self.simple = joined.lstrip(), False
        else:
            self.text = compound

    def whole(self) -> str:
        """As a part of another selector's argument, with the meaning it has in the page."""
        if self.relative:
            raise Untranslatable("a step back inside a condition")
        # Without the star, Lexbor's :has() looks for an :is() among the children only.
        return self.text if self.simple else f"*:is({self.text})"


def _css(steps: tuple[_Step, ...], *, relative: bool = False, tail: str = "") -> _Chain:
    """The elements a path leads to. ``tail``: a condition on the last of them."""
    chain = _Chain(relative=relative)
    for number, step in enumerate(steps):
        _add(chain, step, tail if number + 1 == len(steps) else "")
    return chain


def _add(chain: _Chain, step: _Step, tail: str) -> None:
    if step.deep and step.axis != "child":
        _refuse(step)
    if step.axis == "following-sibling":
        _add_following(chain, step, tail)
    elif step.axis in ("parent", "ancestor", "preceding-sibling"):
        _step_back(chain, step, tail)
    elif step.axis == "self":
        if step != _SELF or tail:
            chain.text += f":is({_compound(step)}{tail})"
    elif step.axis in ("child", "descendant"):
        chain.then(" " if step.deep or step.axis == "descendant" else " > ", _compound(step) + tail)
    else:
        _refuse(step)


def _add_following(chain: _Chain, step: _Step, tail: str) -> None:
    element, position, rest = _split_at_position(step)
    if position is None:
        chain.then(" ~ ", _compound(step) + tail)
    elif position != 1:
        _refuse(step)
    elif element == "*":
        chain.then(" + ", (rest or "*") + tail)
    elif chain.relative or not chain.text:
        _refuse(step)
    else:
        before = chain.text
        chain.then(" ~ ", f"{element}:not({before} ~ {element} ~ {element}){rest}{tail}")


def _step_back(chain: _Chain, step: _Step, tail: str) -> None:
    """What stands around or before: ``:has()`` what the path came from. The nearest of several: one that has no other
    of its kind between."""
    origin = chain.whole()
    if not origin:
        _refuse(step)
    element, position, rest = _split_at_position(step)
    sign = {"parent": "> ", "ancestor": "", "preceding-sibling": "~ "}[step.axis]
    if position == 1 and step.axis == "preceding-sibling" and element == "*":
        css = f"*:has(+ {origin})"
    elif position == 1 and step.axis != "parent":
        css = f"{element}:has({sign}{origin}):not(:has({sign}{element}{' ~ ' if sign else ' '}{origin}))"
    elif position in (None, 1):
        css = f"{element}:has({sign}{origin})"
    else:
        _refuse(step)
    chain.text = f"{css}{rest}{tail}"


def _split_at_position(step: _Step) -> tuple[str, int | None, str]:
    """The element with the conditions before the first position, the position, and the conditions after it."""
    for number, predicate in enumerate(step.predicates):
        if isinstance(predicate, int):
            before = replace(step, predicates=step.predicates[:number])
            rest = "".join(map(_condition, step.predicates[number + 1 :]))
            return _compound(before), predicate, rest
    return _compound(step), None, ""


def _compound(step: _Step) -> str:
    """An element with its conditions."""
    if step.test == "text()":
        raise Untranslatable("a text in the middle of a path")
    css = step.test
    for predicate in step.predicates:
        place = _place(predicate)
        # Lexbor 2 counts wrongly after «of» when a name and a condition stand there without :is().
        css += f":{place} of {css if css == step.test else f':is({css})'})" if place else _condition(predicate)
    return css.removeprefix("*") if css.startswith("*[") else css


def _place(predicate: _Expression) -> str:
    """``nth-child(…`` for a predicate that is a position; empty for others."""
    last, position = _Call("last", ()), _Call("position", ())
    if isinstance(predicate, int):
        return f"nth-child({predicate}"
    if predicate == last:
        return "nth-last-child(1"
    if not isinstance(predicate, _Operation) or predicate.left != position:
        return ""
    operator, number = predicate.operator, predicate.right
    if operator == "=" and number == last:
        return "nth-last-child(1"
    if not isinstance(number, int):
        raise Untranslatable("a computed position")
    if operator in ("<", "<="):
        return f"nth-child(-n+{number - (operator == '<')}"
    if operator in (">", ">="):
        return f"nth-child(n+{number + (operator == '>')}"
    if operator == "=":
        return f"nth-child({number}"
    raise Untranslatable("a position that is excluded")


def _condition(expression: _Expression) -> str:
    """A predicate, as what is appended to an element's name."""
    if isinstance(expression, _Path):
        return _reached(expression, "")
    if isinstance(expression, _Operation):
        if expression.operator == "and":
            return _condition(expression.left) + _condition(expression.right)
        if expression.operator == "or":
            return f":is({_condition(expression.left)},{_condition(expression.right)})"
        return _compared(expression)
    if isinstance(expression, _Call):
        if expression.name == "not" and len(expression.arguments) == 1:
            return f":not({_condition(expression.arguments[0])})"
        if expression.name in ("contains", "starts-with", "ends-with") and len(expression.arguments) == 2:
            return _searched(expression.name, *expression.arguments)
        raise Untranslatable(f"the function {expression.name}()")
    raise Untranslatable("a value that is no condition")


def _compared(expression: _Operation) -> str:
    """``@class = 'a'``, ``name() = 'p'``."""
    left, right = _unwrapped(expression.left), expression.right
    if not isinstance(right, str) or expression.operator not in ("=", "!="):
        raise Untranslatable("a comparison of numbers")
    if isinstance(left, _Call) and left.name in ("name", "local-name"):
        return f":{'is' if expression.operator == '=' else 'not'}({right})"
    if isinstance(left, _Path):
        elements, attribute = _without_value(left)
        if attribute not in (None, "text()"):
            equal = f"[{attribute}={_quoted(right)}]"
            return _reached(elements, equal if expression.operator == "=" else f"[{attribute}]:not({equal})")
    raise Untranslatable("a text that must be equal, not only contain something")


def _searched(function: str, where: _Expression, what: _Expression) -> str:
    """``contains(@class, 'a')``, ``starts-with(@id, 'a')``, ``contains(text(), 'a')``."""
    where, spaced = _without_spaces(where)
    if not isinstance(where, _Path) or not isinstance(what, str):
        raise Untranslatable(f"what {function}() looks in")
    elements, value = _without_value(where)
    if value in (None, "text()"):
        if function != "contains":
            raise Untranslatable(f"{function}() of a text")
        own = f":lexbor-contains({_quoted(what)})"
        return _reached(elements, own if value else f":is({own},:has({own}))")
    return _reached(elements, _token(str(value), what) if spaced else _part(str(value), function, what))


def _without_spaces(where: _Expression) -> tuple[_Expression, bool]:
    """``concat(' ', normalize-space(@class), ' ')``, by which XPath asks for one name of several, is ``@class``."""
    if isinstance(where, _Call) and where.name == "concat" and len(where.arguments) == 3:
        before, inner, after = where.arguments
        if before == after == " ":
            return _unwrapped(inner), True
    return _unwrapped(where), False


def _unwrapped(expression: _Expression) -> _Expression:
    if isinstance(expression, _Call) and expression.name in ("normalize-space", "string"):
        return _unwrapped(expression.arguments[0]) if expression.arguments else _Path((_SELF,))
    return expression


def _token(attribute: str, what: str) -> str:
    """A name among others, whole or by its beginning or end, as the spaces around it say."""
    name = what.strip()
    begins, ends = what.startswith(" "), what.endswith(" ")
    if begins and ends and name and " " not in name:
        return f"[{attribute}~={_quoted(name)}]"
    if begins and not ends:
        return f":is([{attribute}^={_quoted(name)}],[{attribute}*={_quoted(' ' + name)}])"
    if ends and not begins:
        return f":is([{attribute}$={_quoted(name)}],[{attribute}*={_quoted(name + ' ')}])"
    return f"[{attribute}*={_quoted(name)}]"


def _part(attribute: str, function: str, what: str) -> str:
    sign = {"contains": "*=", "starts-with": "^=", "ends-with": "$="}[function]
    return f"[{attribute}{sign}{_quoted(what)}]"


def _reached(path: _Path, tail: str) -> str:
    """The condition that a path from this element leads somewhere; ``tail``: a condition on where."""
    elements, value = _without_value(path)
    if value == "text()":
        raise Untranslatable("whether there is any text")
    if value is not None:
        tail += f"[{value}]"
    steps = [step for step in elements.steps if step != _SELF]
    if path.absolute:
        raise Untranslatable("a condition on the whole page")
    if not steps:
        return tail or ":is(*)"
    first = steps[0]
    if first.axis in ("parent", "ancestor", "preceding-sibling", "self"):
        if len(steps) > 1:
            _refuse(steps[1])
        return _seen_from_below(first, tail)
    return f":has({_css(tuple(steps), relative=True, tail=tail).text})"


def _seen_from_below(step: _Step, tail: str) -> str:
    element, position, rest = _split_at_position(step)
    if step.axis == "self":
        return f":is({element}{rest}{tail})"
    if position not in (None, 1) or (position and element != "*"):
        _refuse(step)
    sign = {"parent": " >", "ancestor": "", "preceding-sibling": " +" if position else " ~"}[step.axis]
    return f":is({element}{rest}{tail}{sign} *)"


def _refuse(step: _Step) -> NoReturn:
    raise Untranslatable(f"the step {step.axis}::{step.test} here")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
