"""The options of the plugin, as MkDocs has them."""

from __future__ import annotations

from mkdocs.config.base import BaseConfigOption, Config, ConfigErrors, ConfigWarnings

from foresite.reading.setting_table import SETTINGS, Setting


def _option(setting: Setting) -> BaseConfigOption[object]:
    option: BaseConfigOption[object] = BaseConfigOption()
    option.default = setting.default
    return option


class ForesiteConfig(Config):  # type: ignore[no-untyped-call]
    """The options as MkDocs sees them; ``foresite.reading.settings`` reads and checks them, and says what is wrong."""

    vars().update({name: _option(setting) for name, setting in SETTINGS.items()})

    def validate(self) -> tuple[ConfigErrors, ConfigWarnings]:
        """Leave it to our own reader, so that check and build say the same."""
        return [], []
