package dev.kindling.tink.timeline.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindling.contract.MacAddress;
import dev.kindling.tink.timeline.Cursor;
import dev.kindling.tink.timeline.RecordedEvent;
import dev.kindling.tink.timeline.TimelineEvent;
import dev.kindling.tink.timeline.TimelineEvent.Severity;
import dev.kindling.tink.timeline.TimelineEvent.Source;
import dev.kindling.tink.timeline.verdict.Verdict.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One story per row: what happened, one event a second ("kind name=value ..."), how long ago the last was, what is found. */
class VerdictsTests {

    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final UUID WORKFLOW = UUID.fromString("00000000-0000-0000-0000-000000000042");

    private static final String FIRMWARE =
            "dhcp.discover client=raspberry-pi; dhcp.offer client=raspberry-pi address=192.168.42.11;"
                    + " dhcp.request client=raspberry-pi; dhcp.ack client=raspberry-pi; boot.started mode=netboot";
    private static final String ASKED =
            "dhcp.discover client=raspberry-pi; dhcp.offer client=raspberry-pi address=192.168.42.11;";
    private static final String FILES =
            FIRMWARE + "; tftp.missing file=1000000b/recover4.elf; tftp.done file=1000000b/config.txt;"
                    + " tftp.done file=1000000b/start4.elf; tftp.done file=1000000b/fixup4.dat";
    private static final String KERNEL =
            FILES + "; tftp.done file=1000000b/cmdline.txt; tftp.done file=1000000b/kernel8.img";
    private static final String ADDRESS = KERNEL + "; dhcp.discover client=plain; dhcp.ack client=plain";
    private static final String ACKNOWLEDGED_LATE = FILES
            + "; dhcp.discover client=plain; dhcp.ack client=plain; tftp.done file=1000000b/kernel8.img millis=4000";
    private static final String ENROLLED = ADDRESS + "; machine.enrolled; agent.inventory";
    private static final String RUNNING = "hardware.changed; workflow.created; " + ENROLLED
            + "; action.assigned action=wipe index=0 attempt=1; workflow.moved from=PENDING to=RUNNING; action.started action=wipe index=0 attempt=1";
    private static final String DONE =
            RUNNING + "; action.rebooting action=reboot index=0; workflow.moved from=RUNNING to=SETTLING";

    /** Beside a router, which leases; boots hears the board's own packets only. */
    private static final String PROXIED =
            "dhcp.discover client=raspberry-pi; boot.started mode=netboot; dhcp.offer client=raspberry-pi address=0.0.0.0;"
                    + " dhcp.request client=raspberry-pi; boot.address address=10.0.0.7; tftp.done file=1000000b/start4.elf;"
                    + " tftp.done file=1000000b/kernel8.img";

    private static final String PROXIED_KERNEL =
            PROXIED + "; dhcp.discover client=plain; dhcp.ignored client=plain reason=nothing-to-boot";

    private static final String PI5_LOCAL = FIRMWARE.replace("netboot", "local")
            + "; boot.local file=1000000b/config.txt; tftp.missing file=1000000b/config.txt reason=boots_locally;"
            + " tftp.missing file=1000000b/kernel_2712.img reason=boots_locally";

    private static List<Story> stories() {
        return Stream.of(storiesWithOneServer(), storiesBesideARouter(), storiesOfItsOwnDisk())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Story> storiesBesideARouter() {
        return List.of(
                declared(PROXIED, 5, Finding.BOOTING, "kernel8.img", ""),
                declared(PROXIED, 61, Finding.NO_KERNEL_DHCP, "the kernel never asked", "serial console"),
                declared(PROXIED_KERNEL, 5, Finding.BOOTING, "it boots", ""),
                declared(
                        PROXIED_KERNEL,
                        61,
                        Finding.NO_USABLE_OFFER,
                        "asked for an address and took none",
                        "must have a free one"),
                declared(RUNNING + "; " + PROXIED_KERNEL, 5, Finding.BOOTING, "", ""),
                declared(PROXIED_KERNEL + "; dhcp.request client=plain", 100, Finding.BOOTING, "dhcp.request", ""),
                declared(
                        PROXIED_KERNEL + "; dhcp.request client=plain",
                        181,
                        Finding.NEVER_ENROLLED,
                        "has an address of another DHCP server, but its agent never enrolled",
                        "NFS root"),
                declared(
                        "boot.started mode=local; boot.local; dhcp.discover client=pxe;"
                                + " dhcp.ignored client=pxe reason=nothing-to-boot",
                        999,
                        Finding.ALL_WELL,
                        "boots its own disk",
                        ""),
                declared(
                        "boot.started mode=netboot; dhcp.discover client=pxe; dhcp.ignored client=pxe reason=nothing-to-boot",
                        5,
                        Finding.IGNORED,
                        "firmware (pxe) was told of nothing to boot",
                        "netboot.allow_pxe"));
    }

    private static List<Story> storiesOfItsOwnDisk() {
        return List.of(
                declared(PI5_LOCAL, 999, Finding.ALL_WELL, "boots its own disk", ""),
                declared(
                        PI5_LOCAL.replace("boot.local file=1000000b/config.txt; ", ""),
                        999,
                        Finding.ALL_WELL,
                        "boots its own disk",
                        ""),
                declared(
                        FIRMWARE + "; boot.local file=start4.elf; tftp.missing file=config.txt reason=boots_locally;"
                                + " tftp.done file=start4.elf",
                        999,
                        Finding.ALL_WELL,
                        "boots its own disk",
                        ""));
    }

    private static List<Story> storiesWithOneServer() {
        return List.of(
                declared("", 0, Finding.NEVER_SEEN, "never been seen", "power it on"),
                declared(
                        "hardware.changed; workflow.created",
                        3600,
                        Finding.NEVER_SEEN,
                        "never been seen",
                        "BOOT_ORDER=0xf12"),
                unknown("", 0, Finding.NEVER_SEEN, "never been seen", "declare the machine"),
                unknown(
                        "machine.discovered client=raspberry-pi",
                        5,
                        Finding.NOT_DECLARED,
                        "no hardware document",
                        "POST /api/v1/hardware"),
                declared(
                        "dhcp.discover; dhcp.ignored reason=no-reservation",
                        1,
                        Finding.IGNORED,
                        "no-reservation",
                        "give its interface an address"),
                declared(
                        "dhcp.discover; dhcp.ignored reason=wrong-network",
                        1,
                        Finding.IGNORED,
                        "wrong-network",
                        "another network"),
                declared(
                        "dhcp.request; dhcp.ignored reason=other-server server=192.168.42.1",
                        1,
                        Finding.OTHER_SERVER_ANSWERED,
                        "(192.168.42.1)",
                        "switch that server off"),
                declared(
                        "dhcp.discover; dhcp.ignored reason=observe-only",
                        1,
                        Finding.IGNORED,
                        "observe-only",
                        "kindling.boots.dhcp.mode"),
                declared(
                        ASKED + ASKED + ASKED,
                        1,
                        Finding.NO_USABLE_OFFER,
                        "asked 3 times, was offered 192.168.42.11",
                        "kindling preview"),
                declared(
                        (ASKED + ASKED + ASKED).replace("192.168.42.11", "0.0.0.0"),
                        1,
                        Finding.NO_USABLE_OFFER,
                        "was offered what to boot each time",
                        "must have a free one"),
                declared(
                        ADDRESS + "; nfs.refused address=192.168.42.11 path=/kindling/root reason=no+such+tree",
                        2,
                        Finding.NFS_REFUSED,
                        "/kindling/root from 192.168.42.11 and was refused: no such tree",
                        "docs/nfs-root.md"),
                declared(
                        ADDRESS + "; nfs.refused address=192.168.42.11 path=x reason=y; nfs.mounted path=x",
                        2,
                        Finding.BOOTING,
                        "nfs.mounted",
                        ""),
                declared(
                        "dhcp.decline; dhcp.ignored reason=declined address=192.168.42.11",
                        1,
                        Finding.IGNORED,
                        "its address 192.168.42.11 is used by another host",
                        "arping"),
                declared(
                        "dhcp.ignored reason=declined; dhcp.discover; dhcp.ignored reason=address-in-use address=192.168.42.11",
                        1,
                        Finding.IGNORED,
                        "its address 192.168.42.11 is used by another host",
                        "arping"),
                declared(
                        "dhcp.discover client=raspberry-pi; dhcp.offer address=192.168.42.11",
                        31,
                        Finding.OFFER_NOT_TAKEN,
                        "192.168.42.11",
                        "another DHCP server"),
                declared(
                        "dhcp.discover client=raspberry-pi; dhcp.offer address=192.168.42.11",
                        2,
                        Finding.BOOTING,
                        "it boots: dhcp.offer",
                        ""),
                declared(FIRMWARE, 5, Finding.BOOTING, "it boots", ""),
                declared(
                        FIRMWARE + "; tftp.missing file=1000000b/start4.elf",
                        2,
                        Finding.FILE_MISSING,
                        "start4.elf is missing",
                        "firmware directory"),
                declared(
                        FILES + "; tftp.missing file=1000000b/kernel8.img",
                        2,
                        Finding.FILE_MISSING,
                        "kernel8.img is missing",
                        "default/kernel8.img"),
                declared(
                        FILES + "; tftp.missing file=kernel7l.img; tftp.done file=kernel8.img",
                        3,
                        Finding.BOOTING,
                        "kernel8.img",
                        ""),
                declared(
                        FIRMWARE + "; tftp.done file=x/start4.elf",
                        31,
                        Finding.SILENT_AFTER_START4,
                        "start4.elf and then asked for nothing",
                        "fixup4.dat"),
                declared(
                        FIRMWARE + "; tftp.done file=x/start4.elf",
                        3,
                        Finding.BOOTING,
                        "it boots: tftp.done start4.elf",
                        ""),
                declared(FILES, 31, Finding.SILENT_IN_FIRMWARE, "stopped after fixup4.dat", "cable"),
                declared(
                        FIRMWARE + "; tftp.failed file=x/start4.elf outcome=timed-out",
                        31,
                        Finding.SILENT_IN_FIRMWARE,
                        "tftp.failed",
                        "cable"),
                declared(KERNEL, 61, Finding.NO_KERNEL_DHCP, "the kernel never asked", "serial console"),
                declared(KERNEL, 20, Finding.BOOTING, "kernel8.img", ""),
                declared(ACKNOWLEDGED_LATE, 20, Finding.BOOTING, "kernel8.img", ""),
                declared(ACKNOWLEDGED_LATE, 181, Finding.NEVER_ENROLLED, "its agent never enrolled", "NFS root"),
                declared(
                        ACKNOWLEDGED_LATE.replace(
                                "tftp.done file=1000000b/kernel8.img", "tftp.failed file=kernel8.img"),
                        181,
                        Finding.NEVER_ENROLLED,
                        "its agent never enrolled",
                        "NFS root"),
                declared(
                        ACKNOWLEDGED_LATE.replace("client=plain", "client=raspberry-pi"),
                        181,
                        Finding.NO_KERNEL_DHCP,
                        "the kernel never asked",
                        "serial console"),
                declared(ADDRESS, 181, Finding.NEVER_ENROLLED, "its agent never enrolled", "NFS root"),
                declared(ADDRESS, 100, Finding.BOOTING, "dhcp.ack", ""),
                declared(ENROLLED, 5, Finding.NO_WORKFLOW, "nothing to do", "create a workflow"),
                declared(
                        ADDRESS + "; machine.enrolment-refused message=nonce+used+twice",
                        1,
                        Finding.ENROLMENT_REFUSED,
                        "nonce used twice",
                        "new nonce"),
                declared(
                        ADDRESS + "; machine.enrolment-refused message=x; machine.enrolled",
                        1,
                        Finding.NO_WORKFLOW,
                        "nothing to do",
                        "workflow"),
                declared(RUNNING, 5, Finding.WORKING, "runs action 'wipe' (attempt 1)", ""),
                declared(
                        RUNNING + "; agent.silent for=30s",
                        5,
                        Finding.AGENT_SILENT,
                        "not been heard of",
                        "power it off"),
                declared(RUNNING + "; agent.silent for=30s; agent.back", 5, Finding.WORKING, "runs action 'wipe'", ""),
                declared(
                        RUNNING
                                + "; action.failed action=wipe index=0 message=no+such+disk; workflow.moved to=FAILED reason=wipe",
                        5,
                        Finding.ACTION_FAILED,
                        "action 'wipe' failed: no such disk",
                        "workflows/" + WORKFLOW + "/actions/0/log"),
                declared(
                        RUNNING + "; action.timed-out action=wipe index=0; workflow.moved to=TIMEOUT",
                        5,
                        Finding.ACTION_FAILED,
                        "action 'wipe' timed out",
                        "log"),
                declared(
                        RUNNING + "; workflow.moved to=TIMEOUT reason=global+timeout",
                        5,
                        Finding.WORKFLOW_ENDED_BADLY,
                        "TIMEOUT: global timeout",
                        "new one"),
                declared(
                        RUNNING + "; workflow.moved to=CANCELLED",
                        5,
                        Finding.WORKFLOW_ENDED_BADLY,
                        "cancelled",
                        "new workflow"),
                declared(
                        RUNNING + "; workflow.moved to=HELD reason=unknown+outcome",
                        5,
                        Finding.HELD,
                        "held and waits for an operator: unknown outcome",
                        "resume, retry or fail"),
                declared(DONE, 20, Finding.AWAITING_LOCAL_BOOT, "reboots to its own disk", ""),
                declared(DONE, 200, Finding.LOCAL_BOOT_OVERDUE, "has not asked to boot since", "boot order"),
                declared(
                        DONE + "; " + FIRMWARE + "; boot.local; workflow.moved to=SUCCESS",
                        2,
                        Finding.ALL_WELL,
                        "succeeded and it boots its own disk",
                        ""),
                declared(
                        DONE + "; workflow.moved to=SUCCESS; " + FIRMWARE + "; boot.local",
                        999,
                        Finding.ALL_WELL,
                        "succeeded",
                        ""),
                declared(FIRMWARE + "; boot.local", 999, Finding.ALL_WELL, "boots its own disk", ""),
                declared(
                        RUNNING + "; workflow.moved to=FAILED; workflow.created; " + FIRMWARE
                                + "; tftp.missing file=start4.elf",
                        2,
                        Finding.FILE_MISSING,
                        "start4.elf is missing",
                        "firmware"),
                declared(
                        RUNNING + "; " + FIRMWARE + "; tftp.done file=start4.elf",
                        31,
                        Finding.SILENT_AFTER_START4,
                        "asked for nothing",
                        "firmware"),
                declared("machine.discovered; hardware.changed", 5, Finding.NOT_BOOTED, "", "power it on"));
    }

    @ParameterizedTest
    @MethodSource("stories")
    void aStoryHasOneVerdict(Story story) {
        Verdict verdict = Verdicts.judge(story.history());

        assertThat(verdict.finding()).as(verdict.cause()).isEqualTo(story.finding());
        assertThat(verdict.cause()).contains(story.cause());
        assertThat(verdict.remedy()).contains(story.remedy());
        boolean needsNothing = Set.of(Verdict.Health.WELL, Verdict.Health.UNDERWAY)
                .contains(verdict.finding().health());
        assertThat(verdict.remedy().isEmpty())
                .as("a remedy exactly where a person is needed")
                .isEqualTo(needsNothing);
        assertThat(story.history().events()).containsAll(verdict.evidence());
    }

    @Test
    void anotherServerIsToBlameOnlyWhereBootsLeasesItself() {
        assertThat(besideAnotherServer("192.168.42.11"))
                .returns(Finding.OTHER_SERVER_ANSWERED, Verdict::finding)
                .satisfies(verdict -> assertThat(verdict.remedy()).contains("switch that server off"));
        assertThat(besideAnotherServer("0.0.0.0"))
                .returns(Finding.OFFER_NOT_TAKEN, Verdict::finding)
                .satisfies(verdict -> assertThat(verdict.remedy())
                        .contains("must have a free one")
                        .doesNotContain("switch that server off"));
    }

    private static Verdict besideAnotherServer(String offered) {
        String asked = "dhcp.discover client=raspberry-pi; dhcp.offer client=raspberry-pi address=" + offered;
        History alone = declared(asked, 31, Finding.OFFER_NOT_TAKEN, "", "").history();
        RecordedEvent router = new RecordedEvent(
                new Cursor(1, 99), Story.event("dhcp.other-server address=192.168.42.1 mac=02:00:00:00:00:01", START));
        return Verdicts.judge(new History(true, alone.now(), alone.events(), Optional.of(router), alone.patience()));
    }

    @Test
    void everyFindingHasItsStory() {
        Set<Finding> told = stories().stream()
                .map(Story::finding)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Finding.class)));

        assertThat(told).containsExactlyInAnyOrder(Finding.values());
    }

    private static Story declared(String events, int secondsAgo, Finding finding, String cause, String remedy) {
        return new Story(true, events, secondsAgo, finding, cause, remedy);
    }

    private static Story unknown(String events, int secondsAgo, Finding finding, String cause, String remedy) {
        return new Story(false, events, secondsAgo, finding, cause, remedy);
    }

    private record Story(boolean declared, String text, int secondsAgo, Finding finding, String cause, String remedy) {

        History history() {
            List<RecordedEvent> events = new ArrayList<>();
            for (String event : text.split(";")) {
                if (!event.isBlank()) {
                    events.add(new RecordedEvent(
                            new Cursor(1, events.size()), event(event.strip(), START.plusSeconds(events.size()))));
                }
            }
            Instant last = events.isEmpty() ? START : events.getLast().event().at();
            return new History(declared, last.plus(Duration.ofSeconds(secondsAgo)), events);
        }

        private static TimelineEvent event(String text, Instant at) {
            List<String> words = Arrays.asList(text.split(" "));
            Map<String, String> facts = new HashMap<>();
            for (String fact : words.subList(1, words.size())) {
                facts.put(fact.split("=")[0], fact.split("=")[1].replace('+', ' '));
            }
            String kind = words.getFirst();
            boolean engine = kind.startsWith("workflow.") || kind.startsWith("action.");
            return new TimelineEvent(
                    Optional.of(MacAddress.parse("dc:a6:32:42:00:0b")),
                    at,
                    source(kind),
                    kind,
                    Severity.INFO,
                    facts,
                    engine ? Optional.of(WORKFLOW) : Optional.empty(),
                    Optional.empty());
        }

        private static Source source(String kind) {
            String first = kind.substring(0, kind.indexOf('.'));
            return switch (first) {
                case "boot" -> kind.equals("boot.local") ? Source.TFTP : Source.DHCP;
                case "machine" -> kind.equals("machine.discovered") ? Source.DHCP : Source.AGENT;
                case "action" -> Source.WORKFLOW;
                case "hardware" -> Source.USER;
                default -> Source.valueOf(first.toUpperCase(Locale.ROOT));
            };
        }

        @Override
        public String toString() {
            String end = Stream.of(text.split(";"))
                    .reduce("nothing", (_, next) -> next)
                    .strip();
            return finding + " after " + end + " " + secondsAgo + " s ago";
        }
    }
}
