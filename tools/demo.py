"""Plays a missed call and what comes of it on a simulated modem, and shows what each phone sees. Run by tools/demo."""
import queue
import sys
import textwrap

from rig import AGENT, Rig, end_politely

CALLER = "+12025550143"


def phone(owner, sender, text):
    print(f"\n      {owner}")
    print("      .--------------------------------------------.")
    for line in [f"{sender}:"] + [row for part in text.split("\n") for row in textwrap.wrap(part, 42)]:
        print(f"      | {line:<42} |")
    print("      '--------------------------------------------'\n")


def agent_reads(demo):
    phone("The agent's phone", "textback", demo.wait("sms_out", to=AGENT)["text"])


def writes(demo, who, number, words):
    print(f"  The {who} writes to the box:  {words}")
    demo.say(f"sms {number} {words}")


def play(demo):
    print("\ntextback, on a simulated modem with the pace of a real one.\n")
    demo.start_modem(latency="realistic")
    print(f"  The box is on and armed after {demo.start_box():.1f} s. Its first words, once in its life:")
    agent_reads(demo)

    print("  The agent is in a showing. A buyer calls, and the forwarded call rings at the box ...")
    demo.say(f"call {CALLER}")
    demo.wait("ring")
    demo.wait("ring")
    print("  ... nobody takes it. The buyer gives up.")
    demo.say("hangup")
    end = demo.wait("call_end")
    command = demo.wait("command")
    text = demo.wait("sms_out", to=CALLER)
    phone("The buyer's phone", "From the agent's box", text["text"])
    print(f"  The box began to send {(command['t_ns'] - end['t_ns']) / 1e6:.2f} ms after the call ended,")
    print(f"  and the text was out after {(text['t_ns'] - end['t_ns']) / 1e6:.0f} ms ({text['parts']} parts).")
    agent_reads(demo)

    writes(demo, "buyer", CALLER, "1402 Oak St! Could I see it today around 5?")
    agent_reads(demo)

    writes(demo, "agent", AGENT, "1 Yes, 5 is fine. I'll meet you at the door.")
    phone("The buyer's phone", "From the agent's box", demo.wait("sms_out", to=CALLER)["text"])
    print("  And the box says so:")
    agent_reads(demo)

    writes(demo, "agent", AGENT, "LIST")
    agent_reads(demo)

    print("  What the box has on record (textbackctl explain 1):\n")
    for line in demo.ctl("explain", "1").splitlines():
        print(textwrap.fill(line, 84, initial_indent="      ", subsequent_indent="        "))
    print("\n  That lead was not lost.\n")


def main():
    end_politely()
    demo = Rig(sys.argv[1])
    try:
        play(demo)
    except (queue.Empty, TimeoutError):
        demo.end()
        sys.exit("demo: what should have happened did not, see " + demo.path("log"))
    except BaseException:
        demo.close()
        raise
    demo.close()


if __name__ == "__main__":
    main()
