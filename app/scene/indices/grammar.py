"""Read the words of a formula as a tree: precedence and names as Python has them, nothing else."""

from collections.abc import Mapping
from types import MappingProxyType

from app.errors import SettingsError
from app.scene.indices.tokens import Kind, Token, cut, refusal
from app.scene.indices.tree import Call, Node, Number, Operand

_N_DEEP = 40  # levels within one another; what a person types has five
_COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")
_MANY = 16
_ARGUMENTS: Mapping[str, tuple[int, int]] = MappingProxyType({
    "min": (2, _MANY),
    "max": (2, _MANY),
    "abs": (1, 1),
    "sqrt": (1, 1),
    "log": (1, 1),
    "where": (3, 3),
})  # fmt: skip
_WORDS = ("and", "or", "not")


def read(text: str) -> Node:
    """Return the tree of a formula.

    Raises
    ------
    SettingsError
        It is none; the column is told, and what is allowed there.
    """
    return _Reader(cut(text)).read()


class _Reader:
    """Walks over the words once; one method for each level of precedence, the loosest first."""

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def read(self) -> Node:
        if self._is_at_end():
            raise refusal(1, "nothing is written", "Write a formula, as (nir - red) / (nir + red).")
        node = self._either()
        if not self._is_at_end():
            raise self._unexpected("an operator")
        return node

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _is_at_end(self) -> bool:
        return self._next.kind is Kind.END

    def _take(self) -> Token:
        token = self._next
        self._at += 1
        return token

    def _is_next(self, *texts: str) -> bool:
        return self._next.kind in {Kind.SIGN, Kind.NAME} and self._next.text in texts

    def _either(self) -> Node:
        self._depth += 1
        if self._depth > _N_DEEP:
            raise refusal(self._next.column, f"more than {_N_DEEP} parts lie within one another")
        node = self._both()
        while self._is_next("or"):
            node = Call(self._take().text, (node, self._both()))
        self._depth -= 1
        return node

    def _both(self) -> Node:
        node = self._negated()
        while self._is_next("and"):
            node = Call(self._take().text, (node, self._negated()))
        return node

    def _negated(self) -> Node:
        n_times = 0
        while self._is_next("not"):
            self._take()
            n_times += 1
        node = self._comparison()
        for _ in range(min(n_times, 2 - n_times % 2)):
            node = Call("not", (node,))
        return node

    def _comparison(self) -> Node:
        left = self._sum()
        node: Node | None = None
        while self._is_next(*_COMPARISONS):
            sign = self._take().text
            right = self._sum()
            one = Call(sign, (left, right))
            node = one if node is None else Call("and", (node, one))
            left = right  # 0 < x < 1 means both
        return left if node is None else node

    def _sum(self) -> Node:
        node = self._product()
        while self._is_next("+", "-"):
            node = Call(self._take().text, (node, self._product()))
        return node

    def _product(self) -> Node:
        node = self._signed()
        while self._is_next("*", "/"):
            node = Call(self._take().text, (node, self._signed()))
        return node

    def _signed(self) -> Node:
        is_negative = False
        while self._is_next("+", "-"):
            is_negative ^= self._take().text == "-"
        node = self._power()
        return Call("negative", (node,)) if is_negative else node

    def _power(self) -> Node:
        base = self._atom()
        if not self._is_next("**"):
            return base
        self._depth += 1  # a ** b ** c goes in from the right
        if self._depth > _N_DEEP:
            raise refusal(self._next.column, f"more than {_N_DEEP} parts lie within one another")
        node = Call(self._take().text, (base, self._signed()))
        self._depth -= 1
        return node

    def _atom(self) -> Node:
        token = self._next
        if token.kind is Kind.NUMBER:
            return Number(float(self._take().text))
        if token.kind is Kind.QUOTED:
            return self._operand()
        if token.kind is Kind.NAME and token.text not in _WORDS:
            after = self._tokens[self._at + 1]
            is_call = after.kind is Kind.SIGN and after.text == "("
            return self._call() if is_call else self._operand()
        if self._is_next("("):
            self._take()
            node = self._either()
            self._close(token.column)
            return node
        raise self._unexpected("a band, a number or (")

    def _operand(self) -> Operand:
        token = self._take()
        if not token.text.strip():
            raise refusal(token.column, "a band has no name")
        return Operand(token.text, token.column)

    def _call(self) -> Call:
        name, opening = self._take(), self._take()
        if name.text not in _ARGUMENTS:
            raise refusal(name.column, f'there is no function "{name.text}"')
        arguments = [] if self._is_next(")") else [self._either()]
        while self._is_next(","):
            self._take()
            arguments.append(self._either())
        self._close(opening.column)
        least, most = _ARGUMENTS[name.text]
        if not least <= len(arguments) <= most:
            wanted = f"{least}" if least == most else f"{least} to {most}"
            values = "value" if wanted == "1" else "values"
            raise refusal(name.column, f"{name.text} takes {wanted} {values}, not {len(arguments)}")
        return Call(name.text, tuple(arguments))

    def _close(self, opened_at: int) -> None:
        if not self._is_next(")"):
            raise self._unexpected(f"the ) to the ( of column {opened_at}")
        self._take()

    def _unexpected(self, wanted: str) -> SettingsError:
        token = self._next
        if self._is_at_end():
            return refusal(token.column, f"{wanted} is missing at the end")
        return refusal(token.column, f'{wanted} has to stand here, not "{token.text}"')
