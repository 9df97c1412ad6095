package dev.kindling.simulator.fleet;

import dev.kindling.simulator.card.CardExpectation.Partition;
import dev.kindling.simulator.card.PartitionTable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Packs {@link ScriptedAgent} as the agent's jar. */
public final class ScriptedAgentJar {

    private ScriptedAgentJar() {}

    /** A command whose agent gives each card this one partition. */
    public static AgentCommand command(Path directory, Partition partition) throws IOException {
        Path sector = Files.write(directory.resolve("sector"), PartitionTable.bytes(List.of(partition), 1));
        return new AgentCommand(
                Path.of(System.getProperty("java.home"), "bin/java"),
                List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
                pack(directory.resolve("agent.jar")),
                List.of("--sector", sector.toString()));
    }

    private static Path pack(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, ScriptedAgent.class.getName());
        String entry = ScriptedAgent.class.getName().replace('.', '/') + ".class";
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream zip = new JarOutputStream(out, manifest)) {
            zip.putNextEntry(new JarEntry(entry));
            ScriptedAgent.class.getClassLoader().getResourceAsStream(entry).transferTo(zip);
        }
        return jar;
    }
}
