"""The async client: the same methods, awaited; lists are iterated over with `async for`."""

import asyncio

from payi import AsyncPayi


async def main() -> None:
    async with AsyncPayi() as client:
        response = await client.ingest.units(
            category="openai", resource="chat", units={"input": {"value": 10}, "output": {"value": 50}}
        )
        print(f"Ingested request: {response.xproxy_result.request_id}")

        await asyncio.gather(
            *(client.limits.create(limit_id=f"async-{n}", limit_name=f"Async {n}", max=1) for n in range(5))
        )
        names = [limit.limit_name async for limit in client.limits.list()]
        print(f"{len(names)} limits")
        first_page = await client.limits.list(limit=2)
        print(f"The first page has {len(first_page.items)}, more follow: {first_page.has_more}")

        raw = await client.with_raw_response.limits.retrieve("async-0")
        print(f"Status {raw.status_code}: {(await raw.parse()).limit.limit_name}")
        async with client.with_streaming_response.limits.retrieve("async-1") as streamed:
            print(f"{len(await streamed.read())} bytes")


asyncio.run(main())
