"""Code both type checkers must reject: every line marked `# wrong`, and no other."""

from payi import AsyncPayi, Payi


def sync(client: Payi) -> None:
    client.limits.create(limit_name="a")  # wrong
    client.limits.create(limit_name=1, max=1)  # wrong
    client.limits.create(limit_name="a", max="1")  # wrong
    client.limits.create(limit_name="a", max=1, limit_type="refuse")  # wrong
    client.limits.create(limit_name="a", max=1, limit_nam="b")  # wrong
    client.limits.create("a", 1)  # wrong
    client.limits.retrieve()  # wrong
    client.limits.retrieve("l", timeout="1")  # wrong
    client.limits.list(cursor=3)  # wrong
    client.ingest.units(category="c", units={"text": {"inputs": 1}})  # wrong
    client.ingest.units(category="c", units={}, limit_ids="a")  # wrong
    client.ingest.bulk(events=[{"units": {}}])  # wrong
    _ = client.limits.retrieve("l").limits  # wrong
    client.limit.retrieve("l")  # wrong
    client.with_options(max_retrys=3)  # wrong
    Payi(max_retries="3")  # wrong


async def asynchronous(client: AsyncPayi) -> None:
    _ = client.limits.retrieve("l").limit  # wrong
    for _ in client.limits.list():  # wrong
        pass
    with client.with_streaming_response.limits.retrieve("l"):  # wrong
        pass
