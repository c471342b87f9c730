"""Lists come in pages; a loop goes over all of them."""

from payi import Payi

client = Payi()
for number in range(45):
    client.limits.create(limit_id=f"pagination-{number:02}", limit_name=f"Pagination {number:02}", max=1)

count = sum(1 for limit in client.limits.list() if limit.limit_name.startswith("Pagination"))
print(f"{count} limits, fetched page by page")

first_page = client.limits.list(limit=20)
print(f"The first page has {len(first_page.items)}")
if first_page.has_more:
    second_page = client.limits.list(cursor=first_page.next_cursor, limit=20)
    print(f"The second page has {len(second_page.items)}")

client.limits.list(cursor=None, limit=None, sort_ascending=None)  # None is the same as not given
newest = client.limits.list(sort_ascending=False, limit=1).items[0]
oldest = client.limits.list(sort_ascending=True, limit=1).items[0]
print(f"From {oldest.limit_creation_timestamp} to {newest.limit_creation_timestamp}")

for page in client.limits.list(limit=20).iter_pages():
    print(f"A page of {len(page.items)}")

client.close()
