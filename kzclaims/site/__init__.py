"""A database as a static website: pages of all records, search without a server, feeds, schema.org data.

`kzclaims.site.build.write_site` writes it. `records` reads everything that the pages show, `build` renders the pages
with the templates of `kzclaims.pages` and its own, `search` makes the index, `feeds` the Atom feeds and the sitemap,
and `output` puts files into a folder that may contain an earlier run.
"""
