"""What a server without a portal shows to whoever opens its address in a browser."""

UNBUILT = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Assay</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{font:16px/1.6 system-ui,sans-serif;max-width:42rem;margin:4rem auto;padding:0 1rem}
code{background:#8882;padding:.1em .3em;border-radius:3px}:root{color-scheme:light dark}
</style></head><body><main>
<h1>Assay</h1>
<p>What your AI costs, and what it is worth. This server keeps the ledger; it runs and takes requests. It was
built without the portal: install it again where the package registry can be reached and without
<code>ASSAY_SKIP_PORTAL=1</code>.</p>
<ul>
<li><a href="/openapi.json">/openapi.json</a>: every operation</li>
<li><a href="/readyz">/readyz</a>, <a href="/healthz">/healthz</a>, <a href="/metrics">/metrics</a>:
how it fares</li>
</ul>
<p>Ask the first question: <code>assay ask --metric cost --by use_case</code></p>
</main></body></html>
"""
