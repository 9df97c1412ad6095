package dev.kindling.agent.process;

import dev.kindling.agent.action.ActionRef;
import dev.kindling.agent.action.ActionResult;
import dev.kindling.agent.root.AgentRoot;
import dev.kindling.agent.runtime.ActionContext;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.ActionRuntime;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code kindling/exec}: the action's command, or CMD_LINE by the shell, on the machine itself. */
public final class Exec implements ActionRuntime {

    private static final Path SETSID = Path.of("/usr/bin/setsid");
    /** A daemon left behind may keep the pipe open for ever. */
    private static final long LAST_WORDS_MILLIS = 1000;

    @Override
    public void endRemains(AgentRoot root, ActionRef ref) throws InterruptedException {
        Leftovers.end(ref);
    }

    @Override
    public ActionResult run(ActionContext context) throws ActionFailure, IOException, InterruptedException {
        run(command(context), context);
        return new ActionResult.Succeeded("");
    }

    /** Runs a command as the action: its output is the action's log, its exit code decides. */
    public static void run(List<String> arguments, ActionContext context)
            throws ActionFailure, IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(SETSID)) {
            command.add(SETSID.toString());
        }
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.directory(context.root().directory().toFile());
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().putAll(context.environment());
        builder.environment().put(Leftovers.MARK, context.assignment().ref().toString());
        Process process = start(builder, context);
        context.cancellation().onCancel(() -> new ProcessTree(process).kill());
        Thread reader = reader(process.getInputStream(), context);
        int exitCode = process.waitFor();
        reader.join(LAST_WORDS_MILLIS);
        context.cancellation().check();
        if (exitCode != 0) {
            throw new ActionFailure(
                    "command '" + context.assignment().name() + "' " + meaning(exitCode)
                            + "; its output is in the action's log",
                    exitCode);
        }
    }

    private static Process start(ProcessBuilder builder, ActionContext context) throws ActionFailure {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new ActionFailure(
                    "action '" + context.assignment().name() + "' cannot be started: " + e.getMessage(), 127);
        }
    }

    private static List<String> command(ActionContext context) throws ActionFailure {
        List<String> command = new ArrayList<>();
        if (!context.assignment().command().isEmpty()) {
            command.addAll(context.assignment().command());
        } else {
            command.addAll(List.of("/bin/sh", "-c", context.require("CMD_LINE")));
        }
        return command;
    }

    private static Thread reader(InputStream output, ActionContext context) {
        Thread reader = new Thread(
                () -> copy(output, context), "output-" + context.assignment().ref());
        reader.setDaemon(true);
        reader.start();
        return reader;
    }

    private static void copy(InputStream output, ActionContext context) {
        byte[] buffer = new byte[8192];
        try (output) {
            for (int n = output.read(buffer); n >= 0; n = output.read(buffer)) {
                context.output().bytes(buffer, 0, n);
            }
        } catch (IOException e) {
            context.output().line("[output ended: " + e.getMessage() + "]");
        }
    }

    private static String meaning(int exitCode) {
        return exitCode > 128 ? "was ended by signal " + (exitCode - 128) : "ended with exit code " + exitCode;
    }
}
