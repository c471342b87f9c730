"""What an argument is when the caller said nothing: neither a value nor None (None is sent as JSON null)."""

from typing import Any, Literal

from typing_extensions import TypeIs, override


class Omit:
    """Leave this out: an argument that is not sent, or a default header that is removed for one call."""

    def __bool__(self) -> Literal[False]:
        return False

    @override
    def __repr__(self) -> str:
        return "omit"


class NotGiven:
    """No value was given, where None already means something, such as "no time-out"."""

    def __bool__(self) -> Literal[False]:
        return False

    @override
    def __repr__(self) -> str:
        return "NOT_GIVEN"


omit = Omit()
not_given = NotGiven()
NOT_GIVEN = not_given
NoneType = type(None)


def is_absent(value: object) -> TypeIs[Omit | NotGiven]:
    return isinstance(value, Omit | NotGiven)


def without_absent(values: dict[str, Any]) -> dict[str, Any]:
    """`values` less the entries the caller left out; None stays, it is a value."""
    return {name: value for name, value in values.items() if not is_absent(value)}
