"""Changes of containers."""

from tests.bot.changes import Changes

CHANGES = Changes(
    make={
        "network_restart_container": lambda chance: {"container": chance.choice(["plex", "sonarr"])},
        "network_stop_container": lambda chance: {"container": chance.choice(["jellyfin", "radarr"])},
        "network_start_container": lambda _: {"container": "photo-backup"},
        "network_update_container": lambda _: {"container": "plex"},
    },
    attack={
        "network_restart_container": {"container": "pihole-two"},
        "network_stop_container": {"container": "gluetun"},
        "network_start_container": {"container": "photo-backup"},
        "network_update_container": {"container": "homeassistant"},
    },
    never=frozenset({"network_restart_container", "network_update_container"}),
)
