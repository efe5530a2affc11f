"""Pages of records as HTML, without a server: used by the browser view, by the desk and by static websites.

A page is the context of one record, read with `kzclaims.pages.contents`, and a template that shows it::

    from kzclaims.pages import contents
    from kzclaims.pages.environment import render
    from kzclaims.pages.links import Links

    html = render("person.html", contents.person(connection, "timur-olevsky"), Links(), "ru")

`Links` has the addresses of `kzclaims browse`. A website with other addresses overrides its methods: templates contain
no address of their own. `base.html` has the blocks `title`, `body_class`, `head`, `header`, `content` and `footer`.
Templates of another package extend it through a `ChoiceLoader` and get the same helpers from `environment.prepare`.

Every visible word is a message. In a template::

    {{ _("Statements") }}
    {{ ngettext("%(shown)s event", "%(shown)s events", count, shown=count | number) }}
    {% trans name=person.name %}Statements by {{ name }}{% endtrans %}
    {{ statement.kind | word("kind") }}   {# a value of a vocabulary, and its context #}
    {{ event.date | time }}               {# an EDTF date in words #}

`_` and `gettext` take literals only: what they return is HTML. Values go through the filters `word` and `reference`,
which escape them. In code, `languages.language(code)` has the same functions; no message may be inside an f-string,
where it cannot be found. Run `nox -s catalogues` after a change, and translate the new messages in `locale/*.po` of the
package; a test fails while one is missing. A conflict in a compiled catalogue is solved by running it again.
"""
