"""Pages of records as HTML, without a server: used by the browser view, by the desk and by static websites.

A page is the context of one record, read with `kzclaims.pages.contents`, and a template that shows it::

    from kzclaims.pages import contents
    from kzclaims.pages.environment import render
    from kzclaims.pages.links import Links

    html = render("person.html", contents.person(connection, "timur-olevsky"), Links())

`Links` has the addresses of `kzclaims browse`. A website with other addresses overrides its methods: templates contain
no address of their own. `base.html` has the blocks `title`, `body_class`, `head`, `header`, `content` and `footer`.
Templates of another package extend it through a `ChoiceLoader` and get the same helpers from `environment.prepare`.
"""
