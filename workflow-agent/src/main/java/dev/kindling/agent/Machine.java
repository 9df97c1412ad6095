package dev.kindling.agent;

import dev.kindling.agent.archive.ArchiveToDisk;
import dev.kindling.agent.board.EepromConfig;
import dev.kindling.agent.container.DockerRuntime;
import dev.kindling.agent.disk.Wipe;
import dev.kindling.agent.file.WriteFile;
import dev.kindling.agent.grpc.Channels;
import dev.kindling.agent.hegel.Hegel;
import dev.kindling.agent.http.HttpClient;
import dev.kindling.agent.image.DiskToServer;
import dev.kindling.agent.image.Download;
import dev.kindling.agent.image.ImageToDisk;
import dev.kindling.agent.image.QemuImageToDisk;
import dev.kindling.agent.installed.CommandInside;
import dev.kindling.agent.installed.GrubInside;
import dev.kindling.agent.installed.KernelStart;
import dev.kindling.agent.inventory.InventoryReader;
import dev.kindling.agent.journal.Journal;
import dev.kindling.agent.process.Mount;
import dev.kindling.agent.process.Rebooter;
import dev.kindling.agent.registry.ArtifactToDisk;
import dev.kindling.agent.root.AgentRoot;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.ActionRuntime;
import dev.kindling.agent.storage.DockerScratch;
import dev.kindling.agent.storage.RootIo;
import dev.kindling.agent.storage.Syslinux;
import dev.kindling.agent.tink.Enrolment;
import dev.kindling.agent.tink.Tink;
import dev.kindling.agent.tls.BundleTrust;
import dev.kindling.agent.tls.PinnedTrust;
import dev.kindling.contract.CommandLine;
import dev.kindling.contract.SessionSecret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Puts the parts of one machine's agent together. */
record Machine(AgentRoot root, Channels channels) {

    private static final Duration SILENCE = Duration.ofSeconds(30);

    LoopEnd run() throws IOException, InterruptedException {
        Board board = Board.read(root);
        unmountRemains(board);
        CommandLine commandLine = board.commandLine();
        PinnedTrust trust = new PinnedTrust(commandLine.caPin(), commandLine.time(), Clock.systemUTC());
        try (Journal journal = Journal.open(root.runDirectory().resolve("journal"), board.mark());
                Tink tink = connect(board, trust)) {
            SessionSecret session = session();
            Pace pace = Pace.real();
            AgentLoop.Tools tools = new AgentLoop.Tools(
                    actions(board, pace), hegel(board, trust, session, pace), new Rebooter(root), pace);
            return new AgentLoop(board, tink, enrolment(board, session), journal, tools).run();
        }
    }

    /** Before the next action can write to the disk. What cannot be unmounted is refused by each action that needs its disk. */
    private void unmountRemains(Board board) throws IOException, InterruptedException {
        try {
            for (Path point : Mount.clearBelow(root.runDirectory())) {
                board.log().event("mount.remained", "point", point, "next", "unmounted");
            }
        } catch (ActionFailure e) {
            board.log().event("mount.remained", "reason", e.getMessage(), "next", "reboot the machine");
        }
    }

    private Tink connect(Board board, PinnedTrust trust) throws IOException {
        return channels.connect(board.commandLine().server(), trust, board.bind(), session());
    }

    private SessionSecret session() throws IOException {
        return new SessionFile(root.runDirectory().resolve("session")).readOrCreate();
    }

    private Enrolment enrolment(Board board, SessionSecret session) {
        CommandLine commandLine = board.commandLine();
        return new Enrolment(
                commandLine.nonce(),
                commandLine.mac().text(),
                board.address(),
                session,
                "0.1.0",
                new InventoryReader(root).read());
    }

    private static Hegel hegel(Board board, PinnedTrust trust, SessionSecret session, Pace pace) {
        HttpClient http = new HttpClient(board.bind(), trust.context().getSocketFactory(), SILENCE);
        URI base = URI.create(board.commandLine().hegel());
        return new Hegel(base, http, session, seconds -> pace.sleeper().sleep(Duration.ofSeconds(seconds)));
    }

    /** Those of Tinkerbell's hub. */
    private static Map<String, ActionRuntime> hub(HttpClient http, Download.Pause pause) {
        ImageToDisk images = new ImageToDisk(http, pause);
        return Map.ofEntries(
                Map.entry("writefile", new WriteFile()),
                Map.entry("image2disk", images),
                Map.entry("archive2disk", new ArchiveToDisk(http, pause)),
                Map.entry(
                        "oci2disk",
                        new ArtifactToDisk(http, images, ArtifactToDisk.architecture(System.getProperty("os.arch")))),
                Map.entry("qemuimg2disk", new QemuImageToDisk(http, pause)),
                Map.entry("slurp", new DiskToServer(http)),
                Map.entry("rootio", new RootIo(http)),
                Map.entry("syslinux", new Syslinux()),
                Map.entry("cexec", new CommandInside()),
                Map.entry("grub2disk", new GrubInside()),
                Map.entry("kexec", new KernelStart("kexec")));
    }

    private ActionRuntime actions(Board board, Pace pace) {
        // Images may come from anywhere; their checksum, not their server, is what is trusted.
        HttpClient images =
                new HttpClient(board.bind(), new BundleTrust(root).context().getSocketFactory(), SILENCE);
        Map<String, ActionRuntime> actions = new HashMap<>(NativeActions.ofProcesses());
        actions.put("wipe", new Wipe());
        actions.put("eeprom-config", new EepromConfig());
        actions.put("docker-scratch", new DockerScratch());
        actions.putAll(hub(images, attempt -> pace.sleeper().sleep(Duration.ofSeconds(Math.min(attempt, 5)))));
        return new NativeActions(actions, new DockerRuntime());
    }
}
