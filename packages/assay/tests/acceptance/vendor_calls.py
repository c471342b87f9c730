"""What both programs share: which operations a vendor's client has, which were called, and what must be refused."""

from payi._resource import SyncAPIResource


def every_operation(client):
    """Names of all operations, as `limits.tags.create`."""
    return {name for name, _, _ in _operations(client, "")}


def recorded(client):
    """A set that fills with the name of every operation that is called from now on."""
    calls = set()
    for name, resource, method in _operations(client, ""):
        setattr(resource, method, _recording(calls, name, vars(resource)[method]))
    return calls


def raises(kind, call, *arguments, **named):
    """The call must be refused with that exception of the client."""
    try:
        call(*arguments, **named)
    except kind:
        return
    raise AssertionError(f"{call} was not refused with {kind.__name__}")


def _recording(calls, name, call):
    def recording(*arguments, **named):
        calls.add(name)
        return call(*arguments, **named)

    return recording


def _operations(owner, prefix):
    for name in dir(owner):
        if name.startswith(("_", "with_")):
            continue
        value = getattr(owner, name)
        if isinstance(value, SyncAPIResource):
            yield from _operations(value, f"{prefix}{name}.")
        elif callable(value) and prefix:
            yield f"{prefix}{name}", type(owner), name
