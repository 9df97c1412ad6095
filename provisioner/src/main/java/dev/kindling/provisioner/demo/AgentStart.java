package dev.kindling.provisioner.demo;

import dev.kindling.provisioner.launch.Installation;
import dev.kindling.simulator.fleet.AgentCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How the agents of virtual boards are started: from an archive of their classes, where the trial run left one. */
final class AgentStart {

    private static final List<String> SILENT = List.of("-Xlog:disable", "-Xlog:all=error:stderr");

    private AgentStart() {}

    /** An archive of another Java or another jar is passed over by the JVM and costs nothing. */
    static AgentCommand fast(Installation installation) {
        Path archive = archive(installation);
        return Files.isReadable(archive)
                ? with(installation, "-XX:SharedArchiveFile=" + archive)
                : AgentCommand.of(Installation.agentJava(), installation.agentJar());
    }

    /** Writes the archive when the agent ends. */
    static AgentCommand recording(Installation installation) {
        return with(installation, "-XX:ArchiveClassesAtExit=" + archive(installation));
    }

    private static Path archive(Installation installation) {
        return installation.agentJar().resolveSibling("workflow-agent.jsa");
    }

    private static AgentCommand with(Installation installation, String option) {
        AgentCommand plain = AgentCommand.of(Installation.agentJava(), installation.agentJar());
        List<String> options = new ArrayList<>(plain.options());
        options.addAll(SILENT);
        options.add(option);
        return new AgentCommand(plain.java(), options, plain.jar(), plain.arguments());
    }
}
