package dev.kindling.benchmarks.engine;

import java.util.List;
import picocli.CommandLine.Option;

/** How the measured server is started. */
final class ServerOptions {

    @Option(
            names = "--heap",
            paramLabel = "SIZE",
            description = "largest heap of the server (default: ${DEFAULT-VALUE})")
    private String heap = "1g";

    @Option(
            names = "--server-option",
            paramLabel = "OPTION",
            description = "one more for its Java or, with two dashes, for itself; may be repeated")
    private List<String> more = List.of();

    String heap() {
        return heap;
    }

    List<String> ofJava() {
        return more.stream().filter(option -> !option.startsWith("--")).toList();
    }

    List<String> ofServer() {
        return more.stream().filter(option -> option.startsWith("--")).toList();
    }
}
