package dev.kindling.provisioner.launch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files this process was started from.
 *
 * @param home the checkout or the installed copy, with {@code deploy/} in it
 * @param jar {@code kindling.jar}; the libraries lie beside it
 */
public record Installation(Path home, Path jar) {

    /** As the launcher says, else as the class path says. */
    public static Installation current() {
        Path jar = Path.of(System.getProperty("java.class.path").split(":")[0]).toAbsolutePath();
        String home = System.getProperty("kindling.home", "");
        return new Installation(home.isEmpty() ? aboveWithSamples(jar) : Path.of(home), jar);
    }

    private static Path aboveWithSamples(Path start) {
        for (Path path = start; path != null; path = path.getParent()) {
            if (Files.isDirectory(path.resolve("deploy/samples"))) {
                return path;
            }
        }
        return Path.of("").toAbsolutePath();
    }

    public Path sample() {
        return home.resolve("deploy/samples/k3s-rpi4");
    }

    /** The jar that boards run. */
    public Path agentJar() {
        return jar.resolveSibling("workflow-agent.jar");
    }

    /** The command line of another JVM with our class path and our start-up cache. */
    public List<String> java(String mainClass, List<String> options, List<String> arguments) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
        words.add("--sun-misc-unsafe-memory-access=allow");
        words.addAll(List.of("-Xlog:disable", "-Xlog:all=error:stderr"));
        // Mapping the cache where it was made for keeps its pages shared by all processes.
        words.addAll(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:ArchiveRelocationMode=0"));
        Path cache = jar.resolveSibling("kindling.aot");
        if (Files.isReadable(cache)) {
            words.add("-XX:AOTCache=" + cache);
        }
        words.add("-Dkindling.home=" + home);
        words.addAll(options);
        words.addAll(List.of("-cp", jar.toString(), mainClass));
        words.addAll(arguments);
        return words;
    }

    /** A Java 17, as the boards have it, where there is one; else the Java this process runs on. */
    public static Path agentJava() {
        return findJava17().orElse(Path.of(System.getProperty("java.home"), "bin", "java"));
    }

    private static Optional<Path> findJava17() {
        Path all = Path.of("/usr/lib/jvm");
        try (var homes = Files.list(all)) {
            return homes.filter(home ->
                            JavaVersion.of(home).filter(v -> v.startsWith("17")).isPresent())
                    .map(home -> home.resolve("bin/java"))
                    .filter(Files::isExecutable)
                    .sorted()
                    .findFirst();
        } catch (java.io.IOException e) {
            return Optional.empty();
        }
    }
}
