"""What a user of oFono would write: switches the modem on, and texts every caller who gives up. Run by ring_to_text
with Debian's python3; needs python3-dbus and python3-gi."""
import sys

import dbus
import dbus.mainloop.glib
from gi.repository import GLib

TEXT = sys.argv[1]
MODEM = "/sim"
callers = {}
messages = None


def iface(name):
    return dbus.Interface(bus.get_object("org.ofono", MODEM, introspect=False), "org.ofono." + name)


def switch(name, then):
    iface("Modem").SetProperty(name, dbus.Boolean(True, variant_level=1), reply_handler=then, error_handler=print)


def added(path, properties):
    callers[path] = str(properties.get("LineIdentification", ""))


def ended(_reason, path):
    number = callers.pop(path, "")
    if number and number != "withheld":
        messages.SendMessage(number, TEXT, reply_handler=lambda _path: None, error_handler=print)


def changed(name, value):
    """The modem is taken online as soon as it says that it has power."""
    if name == "Powered" and value:
        switch("Online", listen)


def listen():
    global messages
    messages = iface("MessageManager")


def begin(owner):
    if owner:
        switch("Powered", lambda: None)


dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
bus = dbus.SystemBus()
bus.add_signal_receiver(added, "CallAdded", "org.ofono.VoiceCallManager")
bus.add_signal_receiver(ended, "DisconnectReason", "org.ofono.VoiceCall", path_keyword="path")
bus.add_signal_receiver(changed, "PropertyChanged", "org.ofono.Modem")
bus.watch_name_owner("org.ofono", begin)
GLib.MainLoop().run()
