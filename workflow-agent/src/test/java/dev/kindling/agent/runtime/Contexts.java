package dev.kindling.agent.runtime;

import dev.kindling.agent.action.ActionRef;
import dev.kindling.agent.action.Assignment;
import dev.kindling.agent.root.AgentRoot;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Contexts of actions that run without a loop. */
public final class Contexts {

    private Contexts() {}

    /** Keeps what an action says. */
    public static final class Output implements ActionOutput {

        private final ByteArrayOutputStream log = new ByteArrayOutputStream();
        private volatile long done;
        private volatile long total;

        @Override
        public synchronized void bytes(byte[] buffer, int offset, int length) {
            log.write(buffer, offset, length);
        }

        @Override
        public void progress(long done, long total) {
            this.done = done;
            this.total = total;
        }

        public long done() {
            return done;
        }

        public long total() {
            return total;
        }

        public synchronized String text() {
            return log.toString(StandardCharsets.UTF_8);
        }
    }

    /** A site with one cluster field and one secret. */
    public static final class Site implements SiteFacts {

        @Override
        public String secret(String name) {
            return "value-of-" + name;
        }

        @Override
        public String cluster(String field) throws ActionFailure {
            if (field.equals("server")) {
                return "https://192.168.42.11:6443";
            }
            throw new ActionFailure("hegel knows no '" + field + "' of the cluster");
        }
    }

    public static ActionContext of(Path root, String image, List<String> command, Map<String, String> environment) {
        Assignment assignment = new Assignment(
                new ActionRef("w-1", 0, 1),
                "task",
                "action",
                image,
                command,
                environment,
                List.of(),
                "",
                Duration.ofMinutes(1),
                Map.of(),
                List.of(),
                List.of());
        return new ActionContext(
                assignment,
                new AgentRoot(root),
                environment,
                new Site(),
                new Output(),
                new Cancellation(assignment.ref()));
    }

    public static ActionContext of(Path root, String image, Map<String, String> environment) {
        return of(root, image, List.of(), environment);
    }

    /** The same, handed out again. */
    public static ActionContext attempt(int attempt, ActionContext context) {
        Assignment first = context.assignment();
        Assignment again = new Assignment(
                new ActionRef(first.ref().workflow(), first.ref().index(), attempt),
                first.task(),
                first.name(),
                first.image(),
                first.command(),
                first.environment(),
                first.volumes(),
                first.pid(),
                first.timeout(),
                first.secrets(),
                first.onFailure(),
                first.onTimeout());
        return new ActionContext(
                again, context.root(), context.environment(), context.site(), context.output(), context.cancellation());
    }

    public static Output output(ActionContext context) {
        return (Output) context.output();
    }
}
