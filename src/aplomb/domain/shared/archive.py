"""Archives that are the same whenever they are made: Word and Excel files are ZIP archives."""

from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

# A fixed date: the same content gives the same bytes.
MADE_AT = datetime(2026, 1, 1, tzinfo=UTC)


def dated(stream: BytesIO) -> bytes:
    """The same archive, its members dated alike: python-docx dates them by the clock."""
    made = BytesIO()
    with ZipFile(stream) as source, ZipFile(made, "w", ZIP_DEFLATED) as target:
        for member in source.infolist():
            target.writestr(
                ZipInfo(member.filename, MADE_AT.timetuple()[:6]), source.read(member), ZIP_DEFLATED
            )
    return made.getvalue()
