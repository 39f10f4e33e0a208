"""Compiles the gettext catalogues into the package when it is built."""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithCatalogues(build_py):
    """build_py that first writes a .mo beside every .po."""

    def run(self) -> None:
        """Compile the catalogues, then build."""
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po

        for po in Path("locales").rglob("*.po"):
            with po.open("rb") as source, po.with_suffix(".mo").open("wb") as target:
                write_mo(target, read_po(source, locale=po.parts[-3]))
        super().run()


setup(cmdclass={"build_py": BuildWithCatalogues})
