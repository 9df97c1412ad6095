package dev.kindling.agent;

import dev.kindling.agent.grpc.Channels;
import dev.kindling.agent.root.AgentRoot;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine;

/** The agent: one loop per machine, until each of them reboots. */
@CommandLine.Command(
        name = "workflow-agent",
        mixinStandardHelpOptions = true,
        version = "workflow-agent 0.1.0",
        description = "Runs this machine's workflow.")
public final class AgentApplication implements Callable<Integer> {

    private static final int REBOOTED = 0;
    private static final int REFUSED = 3;
    private static final int BROKEN = 2;

    @CommandLine.Option(
            names = "--root",
            paramLabel = "DIR",
            description = "Where the machine's /proc, /sys, /dev and /run lie; repeatable. Default: /")
    private List<Path> roots = new ArrayList<>();

    private AgentApplication() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new AgentApplication()).execute(arguments));
    }

    /** 0 when every machine rebooted, 3 when the server refused one, 2 when one could not begin. */
    @Override
    public Integer call() throws InterruptedException {
        List<Path> machines = roots.isEmpty() ? List.of(Path.of("/")) : roots;
        ExecutorService loops = Executors.newFixedThreadPool(machines.size());
        try (Channels channels = new Channels()) {
            List<Future<LoopEnd>> ends = new ArrayList<>();
            for (Path machine : machines) {
                ends.add(loops.submit(() -> new Machine(new AgentRoot(machine), channels).run()));
            }
            int exitCode = REBOOTED;
            for (int n = 0; n < ends.size(); n++) {
                exitCode = Math.max(exitCode, exitCode(machines.get(n), ends.get(n)));
            }
            return exitCode;
        } finally {
            loops.shutdownNow();
        }
    }

    private static int exitCode(Path machine, Future<LoopEnd> end) throws InterruptedException {
        try {
            return end.get() instanceof LoopEnd.Refused ? REFUSED : REBOOTED;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            boolean expected = cause instanceof java.io.IOException || cause instanceof IllegalArgumentException;
            System.err.println("workflow-agent: root " + machine + ": " + (expected ? cause.toString() : trace(cause)));
            return BROKEN;
        }
    }

    private static String trace(Throwable cause) {
        StringWriter text = new StringWriter();
        cause.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
