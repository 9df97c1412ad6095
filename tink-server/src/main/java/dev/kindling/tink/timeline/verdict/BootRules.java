package dev.kindling.tink.timeline.verdict;

import static dev.kindling.tink.timeline.verdict.WorkflowRules.fact;
import static dev.kindling.tink.timeline.verdict.WorkflowRules.verdict;

import dev.kindling.tink.timeline.RecordedEvent;
import dev.kindling.tink.timeline.TimelineEvent;
import dev.kindling.tink.timeline.verdict.Verdict.Finding;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** How far the newest boot came, from the wire: DHCP, TFTP, the kernel's DHCP, the agent. */
final class BootRules {

    /** Files without which a Pi does not start; others that are missing are asked for in case they exist. */
    private static final Pattern ESSENTIAL =
            Pattern.compile("(start\\w*\\.elf|fixup\\w*\\.dat|bootcode\\.bin|kernel\\w*\\.img|bcm27\\S*\\.dtb)");

    private static final Pattern KERNEL = Pattern.compile("kernel\\w*\\.img");

    private BootRules() {}

    static Verdict judge(History history) {
        History boot = history.thisBoot();
        return missing(boot).or(() -> dhcp(history)).or(() -> transfers(boot)).orElseGet(() -> started(history));
    }

    /** The DHCP exchange did not get to its end. */
    private static Optional<Verdict> dhcp(History history) {
        Optional<RecordedEvent> asked =
                history.last("dhcp.discover", "dhcp.request", "dhcp.ignored", "dhcp.nak", "dhcp.ack", "boot.started");
        if (asked.isEmpty() || !asked.get().event().kind().equals("dhcp.ignored")) {
            return OfferRules.judge(history);
        }
        return fact(asked.get(), "reason").equals("nothing-to-boot")
                ? toldNothing(history, asked.get())
                : Optional.of(ignored(asked.get()));
    }

    /** Beside another server boots says nothing to a system, and nothing to a firmware it has nothing for. */
    private static Optional<Verdict> toldNothing(History history, RecordedEvent event) {
        if (isFirmware(event.event())) {
            return isSentToItsDisk(history.thisBoot()) ? Optional.empty() : Optional.of(nothingToBoot(event));
        }
        return Optional.of(event)
                .filter(each -> history.isOlderThan(each, history.patience().kernel()))
                .map(OfferRules::noLease);
    }

    private static Verdict nothingToBoot(RecordedEvent event) {
        return verdict(
                Finding.IGNORED,
                "its firmware (" + fact(event, "client") + ") was told of nothing to boot",
                "set netboot.allow_pxe in its hardware document, if it does not; else boots has no program for this kind of"
                        + " firmware: see the table of kindling preview",
                event);
    }

    private static Verdict ignored(RecordedEvent event) {
        if (fact(event, "reason").equals("other-server")) {
            return OfferRules.otherServer(
                    "another DHCP server (" + server(event) + ") answered it, and that offer was taken", event);
        }
        if (fact(event, "reason").equals("declined") || fact(event, "reason").equals("address-in-use")) {
            return addressInUse(event);
        }
        String remedy = switch (fact(event, "reason")) {
            case "no-reservation" ->
                "give its interface an address: network.interfaces[].dhcp.ip in its hardware document";
            case "wrong-network" ->
                "it asks from another network than its address is in: move the cable, or change dhcp.ip to the relay's network";
            case "observe-only" ->
                "boots only watches this network: set kindling.boots.dhcp.mode to reservation, or to proxy beside another DHCP server";
            case "unknown-machine" -> "declare it: post a hardware document with this MAC address";
            case "released" -> "it gave its address back, so it was shut down: power it on";
            default -> "read its timeline; the exchange broke the rules of DHCP";
        };
        return verdict(Finding.IGNORED, "its DHCP request was not answered: " + fact(event, "reason"), remedy, event);
    }

    /** It said so itself, and its address rests since then. */
    private static Verdict addressInUse(RecordedEvent event) {
        String address = fact(event, "address");
        return verdict(
                Finding.IGNORED,
                "its address " + (address.isEmpty() ? "" : address + " ")
                        + "is used by another host: the machine found that out and declined it",
                "find that host (arping, from boots' network) and take the address from it, or give this machine another"
                        + " dhcp.ip; boots hands a declined address out again after kindling.boots.dhcp.decline-probation",
                event);
    }

    /** The firmware asked in vain for a file it cannot do without, and for nothing since. */
    private static Optional<Verdict> missing(History boot) {
        return boot.lastWhere(event -> event.kind().equals("tftp.missing")
                        && !isRefusalToServe(event)
                        && ESSENTIAL.matcher(name(event)).matches())
                .filter(event -> !hasLaterStart(boot, event))
                .map(event -> verdict(
                        Finding.FILE_MISSING,
                        "its firmware file " + name(event.event()) + " is missing",
                        "put the Raspberry Pi firmware into boots' firmware directory (default/" + name(event.event())
                                + ")",
                        event));
    }

    /** Boots serves no such file to a machine that is to boot its own disk, whatever its trees hold. */
    private static boolean isRefusalToServe(TimelineEvent event) {
        return event.kind().equals("tftp.missing")
                && event.facts().getOrDefault("reason", "").equals("boots_locally");
    }

    private static boolean isSentToItsDisk(History boot) {
        return boot.has("boot.local")
                || boot.lastWhere(BootRules::isRefusalToServe).isPresent();
    }

    /** A start.elf or kernel that was not there is no trouble when another one was fetched after it. */
    private static boolean hasLaterStart(History boot, RecordedEvent missing) {
        String first = name(missing.event()).substring(0, 5);
        return boot.after(Optional.of(missing))
                        .lastWhere(event ->
                                event.kind().equals("tftp.done") && name(event).startsWith(first))
                        .isPresent()
                || boot.has("machine.enrolled", "boot.local");
    }

    /** The transfers began and came to a stop. */
    private static Optional<Verdict> transfers(History boot) {
        Optional<RecordedEvent> newest = boot.last("tftp.done", "tftp.missing", "tftp.failed", "tftp.aborted");
        if (newest.isEmpty()
                || isSentToItsDisk(boot)
                || boot.after(newest).has("dhcp.discover", "dhcp.request", "dhcp.ack", "machine.enrolled")
                || askedAsKernel(boot.since(began(newest.get().event())))) {
            return Optional.empty();
        }
        RecordedEvent last = newest.get();
        Optional<RecordedEvent> kernel = boot.lastWhere(event ->
                event.kind().equals("tftp.done") && KERNEL.matcher(name(event)).matches());
        if (kernel.isPresent()) {
            return Optional.of(last)
                    .filter(event -> boot.isOlderThan(event, boot.patience().kernel()))
                    .map(BootRules::noKernelDhcp);
        }
        return Optional.of(last)
                .filter(event -> boot.isOlderThan(event, boot.patience().firmware()))
                .map(BootRules::silent);
    }

    /**
     * A transfer is told of at its end. The kernel may have asked for its address by then: the last acknowledgement is
     * read late, or was lost and is waited for.
     */
    private static Instant began(TimelineEvent transfer) {
        long millis = Long.parseLong(transfer.facts().getOrDefault("millis", "0"));
        return transfer.at().minusMillis(millis + 1);
    }

    private static boolean askedAsKernel(History moment) {
        return moment.lastWhere(event -> event.kind().startsWith("dhcp.") && !isFirmware(event))
                .isPresent();
    }

    private static Verdict noKernelDhcp(RecordedEvent last) {
        return verdict(
                Finding.NO_KERNEL_DHCP,
                "it fetched its kernel, but the kernel never asked for an address",
                "connect a screen or a serial console; the kernel may not fit the board, its device tree may be missing, or the command line lacks ip=dhcp",
                last);
    }

    private static Verdict silent(RecordedEvent last) {
        String file = name(last.event());
        if (last.event().kind().equals("tftp.done") && file.matches("start\\w*\\.elf")) {
            return verdict(
                    Finding.SILENT_AFTER_START4,
                    "it fetched " + file + " and then asked for nothing",
                    "its start4.elf may be damaged or not fit the fixup4.dat beside it: take both from one firmware release; count the blinks of its green light",
                    last);
        }
        return verdict(
                Finding.SILENT_IN_FIRMWARE,
                "its firmware stopped after " + file + " (" + last.event().kind() + ")",
                "check the network cable and the switch port; power it off and on; look at its screen for the firmware's message",
                last);
    }

    /** The wire looks well; what about the agent? */
    private static Verdict started(History history) {
        History boot = history.thisBoot();
        Optional<RecordedEvent> enrolled = boot.last("machine.enrolled");
        if (enrolled.isPresent()) {
            return verdict(
                    Finding.NO_WORKFLOW,
                    "its agent is enrolled and has nothing to do",
                    "create a workflow for it: POST /api/v1/workflows",
                    enrolled.get());
        }
        if (isSentToItsDisk(boot)) {
            RecordedEvent local =
                    boot.last("boot.local").or(() -> boot.last("tftp.missing")).orElseThrow();
            return verdict(Finding.ALL_WELL, "it boots its own disk", "", local);
        }
        Optional<RecordedEvent> refused = boot.last("nfs.refused")
                .filter(event -> !boot.after(Optional.of(event)).has("nfs.mounted"));
        if (refused.isPresent()) {
            return nfsRefused(refused.get());
        }
        return kernelsAddress(boot)
                .filter(event -> boot.isOlderThan(event, boot.patience().agent()))
                .map(BootRules::neverEnrolled)
                .orElseGet(() -> underway(history));
    }

    /** Beside another server only the machine's question is heard; whoever is refused what it asks for asks anew. */
    private static Optional<RecordedEvent> kernelsAddress(History boot) {
        return boot.lastWhere(event -> Set.of("dhcp.discover", "dhcp.request", "dhcp.ack", "dhcp.nak")
                                .contains(event.kind())
                        && !isFirmware(event))
                .filter(event -> List.of("dhcp.request", "dhcp.ack")
                        .contains(event.event().kind()));
    }

    private static Verdict neverEnrolled(RecordedEvent address) {
        boolean isOurs = address.event().kind().equals("dhcp.ack");
        return verdict(
                Finding.NEVER_ENROLLED,
                "its kernel has an address" + (isOurs ? "" : " of another DHCP server")
                        + ", but its agent never enrolled",
                "check that the NFS root can be mounted from its address and holds the agent, and that the server in kindling.server= is reachable from there",
                address);
    }

    private static Verdict nfsRefused(RecordedEvent event) {
        return verdict(
                Finding.NFS_REFUSED,
                "it asked for its root " + fact(event, "path") + " from " + fact(event, "address")
                        + " and was refused: " + fact(event, "reason"),
                "put a root tree into boots' roots directory (docs/nfs-root.md), or link one for this machine; where another"
                        + " NFS server has it, name it in kindling.boots.nfs-root and let it export to this address",
                event);
    }

    private static String server(RecordedEvent event) {
        String server = fact(event, "server");
        return server.isEmpty() ? "not named" : server;
    }

    private static Verdict underway(History history) {
        List<RecordedEvent> wire = history.events().stream()
                .filter(each -> isWire(each.event()) && !each.event().kind().equals("machine.discovered"))
                .toList();
        if (wire.isEmpty()) {
            return new Verdict(
                    Finding.NOT_BOOTED,
                    "it has not been seen since its hardware was declared",
                    "power it on",
                    List.of());
        }
        return verdict(
                Finding.BOOTING,
                "it boots: " + wire.getLast().event().kind() + " "
                        + name(wire.getLast().event()),
                "",
                wire.getLast());
    }

    static boolean isWire(TimelineEvent event) {
        return switch (event.source()) {
            case DHCP, TFTP, HTTP, NFS -> true;
            case AGENT, WORKFLOW, HEGEL, CONSOLE, POWER, USER -> false;
        };
    }

    static boolean isFirmware(TimelineEvent event) {
        return !event.facts().getOrDefault("client", "").equals("plain");
    }

    /** Without the directory, which is the board's serial. */
    private static String name(TimelineEvent event) {
        String file = event.facts().getOrDefault("file", "");
        return file.substring(file.lastIndexOf('/') + 1);
    }
}
