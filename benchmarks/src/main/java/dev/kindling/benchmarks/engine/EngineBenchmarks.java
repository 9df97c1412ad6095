package dev.kindling.benchmarks.engine;

import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures and prints; judges nothing. */
@Command(
        name = "benchmarks/engine",
        mixinStandardHelpOptions = true,
        subcommands = {AgentsCase.class, ReportsCase.class, PushCase.class, MachinesCase.class, HistoryCase.class},
        description = "How much a tink-server carries, and how fast.")
public final class EngineBenchmarks implements Runnable {

    /** Held, or its level would be forgotten: it tells of every stream that is closed while the server still speaks. */
    private static final Logger GRPC = Logger.getLogger("io.grpc");

    @Spec
    private CommandSpec spec;

    public static void main(String[] args) {
        GRPC.setLevel(Level.WARNING);
        System.exit(new CommandLine(new EngineBenchmarks()).execute(args));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which case?");
    }
}
