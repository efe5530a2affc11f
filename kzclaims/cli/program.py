"""The command `kzclaims` and the list of its subcommands."""

from importlib import import_module

import click

from kzclaims import __version__
from kzclaims.cli.session import Group, program_options

# In the order in which users meet them: the module, and the short help that --help shows without importing it.
COMMANDS = {
    "seed": ("load", "Create or upgrade the database and load the seed."),
    "load": ("load", "Load dossiers, records and tables."),
    "people": ("people", "List people, or the candidates for NAME."),
    "person": ("people", "Show one person: names, roles, statements, events."),
    "statements": ("statements", "List statements: who said what, and when."),
    "statement": ("statements", "Show one statement in full."),
    "events": ("events", "List events by date."),
    "event": ("events", "Show one event in full."),
    "sources": ("sources", "List sources by date of publication."),
    "source": ("sources", "Show one source in full, by its key or its address."),
    "topics": ("topics", "List topics: countries and subjects."),
    "organizations": ("people", "List organizations: those that speak, act or publish."),
    "search": ("search", "Find statements and events by their words."),
    "find": ("find", "Find who said it, from the words of a quotation."),
    "cite": ("cite", "Cite statements and sources."),
    "scan": ("scan", "Check the quotations of a manuscript against the database."),
    "repeats": ("find", "List words that several speakers have said."),
    "count": ("count", "Count statements, events or people by groups."),
    "browse": ("browse", "Browse the database in a web browser."),
    "desk": ("desk", "Record and review a dossier in a web browser."),
    "archive": ("verify", "Archive what a source published, and its text."),
    "draft": ("draft", "Draft a dossier from an article."),
    "verify": ("verify", "Check every passage against the text of its source."),
    "status": ("history", "Record what became known about a statement."),
    "history": ("history", "Show the statuses, corrections and removals of a record."),
    "identity": ("identity", "Find, merge and split records of the same person or organization."),
    "claims": ("claims", "List statements as claims, with their reviews."),
    "review": ("claims", "Record a published review of a statement."),
    "dump": ("export", "Write the whole database as dossiers."),
    "merge": ("merge", "Merge another database into this one."),
    "copy": ("copy", "Copy a whole database, such as a file to a server."),
    "export": ("export", "Write statements and events for other programs."),
    "site": ("site", "Write the database as a static website."),
    "timeline": ("timeline", "Draw events and statements on a time scale."),
    "db": ("db", "Maintain the database file."),
}


class Commands(Group):
    """Import the module of a command only when that command runs."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command = getattr(import_module(f"kzclaims.cli.{COMMANDS[name][0]}"), name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and args[0][:1].isalpha() and not ctx.resilient_parsing:
            raise click.NoSuchCommand(args[0], possibilities=COMMANDS, ctx=ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, short_help) for name, (_, short_help) in COMMANDS.items()])


@click.group(
    cls=Commands,
    params=program_options(),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, message="%(prog)s %(version)s")
def kzclaims() -> None:
    """Record who said what, when, where it was published, and what happened when.

    To begin, run "kzclaims seed": it creates a database with an example. --database and --timeout may also follow the
    command.
    """
