package dev.kindling.agent.container;

import com.google.gson.JsonObject;
import dev.kindling.agent.action.ActionRef;
import dev.kindling.agent.action.ActionResult;
import dev.kindling.agent.http.HttpResponse;
import dev.kindling.agent.root.AgentRoot;
import dev.kindling.agent.runtime.ActionContext;
import dev.kindling.agent.runtime.ActionFailure;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Runs an action as a container: pull what is not there, create, start, follow its output, wait, remove. A command of
 * on-failure or on-timeout comes as an action of its own, of the same image.
 */
public final class DockerRuntime implements ContainerRuntime {

    private static final String SOCKET = "/var/run/docker.sock";
    private static final String NO_PRIVILEGE = "unable to apply caps";

    private final Duration patience;

    public DockerRuntime() {
        // An engine that systemd starts for the first call begins to answer late on a slow board.
        this(Duration.ofMinutes(2));
    }

    /** @param patience after which an engine that says nothing counts as away */
    public DockerRuntime(Duration patience) {
        this.patience = patience;
    }

    @Override
    public ActionResult run(ActionContext context) throws ActionFailure, IOException, InterruptedException {
        Path socket = context.root().resolve(SOCKET);
        if (!Files.exists(socket)) {
            return new NoContainers().run(context);
        }
        Engine engine = new Engine(socket, patience);
        String image = new ImagePull(engine, context).image();
        Files.createDirectories(
                context.root().resolve("/worker/" + context.assignment().ref().workflow()));
        return once(
                engine, ContainerSpec.of(context, image, context.assignment().command()));
    }

    private static ActionResult once(Engine engine, ContainerSpec spec)
            throws ActionFailure, IOException, InterruptedException {
        ActionContext context = spec.context();
        String image = context.assignment().image();
        try {
            start(engine, spec);
            follow(engine, spec);
            Engine.Answer waited = Engine.must(
                    engine.await("/containers/" + spec.name() + "/wait"),
                    "container of " + image + " cannot be waited for");
            int exitCode = waited.json().getAsJsonObject().get("StatusCode").getAsInt();
            context.cancellation().check();
            if (exitCode != 0) {
                throw new ActionFailure(
                        "container of " + image + " ended with exit code " + exitCode
                                + "; its output is in the action's log",
                        exitCode);
            }
            return new ActionResult.Succeeded("");
        } finally {
            // An interrupt would close the very connection that stops the container.
            boolean interrupted = Thread.interrupted();
            remove(engine, spec.name());
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * A container of this very attempt is one that an agent left which died: it goes on, or has ended, and its output and its
     * exit code are taken over. Any other of that name is of an attempt that is over, and is removed.
     */
    private static void start(Engine engine, ContainerSpec spec) throws ActionFailure, IOException {
        if (isOfThisAttempt(engine, spec)) {
            spec.context().output().line("[the container outlived the agent that started it; going on with it]");
            return;
        }
        // An engine that lacks capabilities itself cannot give them away; many actions do without.
        Engine.Answer started = createAndStart(engine, spec.name(), spec.json(spec.privileged()));
        if (spec.privileged() && !started.isFine() && started.message().contains(NO_PRIVILEGE)) {
            spec.context().output().line("[the container engine has no privileges to give away; starting without]");
            started = createAndStart(engine, spec.name(), spec.json(false));
        }
        Engine.must(started, "container of " + spec.context().assignment().image() + " cannot be started");
    }

    /**
     * One that was created and never started did nothing yet, and is made again. The command tells an action's container that could
     * not be removed from the one of its on-failure or on-timeout command.
     */
    private static boolean isOfThisAttempt(Engine engine, ContainerSpec spec) throws IOException {
        Engine.Answer found = engine.get("/containers/" + spec.name() + "/json");
        if (!found.isFine()) {
            return false;
        }
        JsonObject container = found.json().getAsJsonObject();
        JsonObject config = container.getAsJsonObject("Config");
        JsonObject labels = config.getAsJsonObject("Labels");
        boolean same = labels != null
                && labels.has(ContainerSpec.ATTEMPT)
                && labels.get(ContainerSpec.ATTEMPT).getAsString().equals(spec.attempt());
        String state = container.getAsJsonObject("State").get("Status").getAsString();
        boolean command = spec.command().isEmpty() || spec.commandJson().equals(config.get("Cmd"));
        return same && command && !state.equals("created");
    }

    /** Whether the container of an attempt is there, running or ended. */
    @Override
    public boolean hasOutlived(AgentRoot root, ActionRef ref) {
        Path socket = root.resolve(SOCKET);
        if (!Files.exists(socket)) {
            return false;
        }
        String filter =
                "{\"label\":[\"" + ContainerSpec.ATTEMPT + "=" + ref + "\"],\"status\":[\"running\",\"exited\"]}";
        try {
            Engine.Answer answer = new Engine(socket, patience)
                    .get("/containers/json?all=1&filters=" + URLEncoder.encode(filter, StandardCharsets.UTF_8));
            return answer.isFine() && !answer.json().getAsJsonArray().isEmpty();
        } catch (IOException e) {
            // An engine that is away has no container of ours that runs.
            return false;
        }
    }

    private static Engine.Answer createAndStart(Engine engine, String name, String json)
            throws ActionFailure, IOException {
        remove(engine, name);
        Engine.must(engine.post("/containers/create?name=" + name, json), "container '" + name + "' cannot be created");
        return engine.post("/containers/" + name + "/start", "");
    }

    private static void follow(Engine engine, ContainerSpec spec) throws IOException {
        String target = "/containers/" + spec.name() + "/logs?follow=1&stdout=1&stderr=1";
        try (HttpResponse response = engine.open("GET", target, "")) {
            new Frames(response.body(), spec.context().output()).copy();
        }
    }

    /** Ends it, too; whether there is one does not matter. */
    private static void remove(Engine engine, String name) throws IOException {
        engine.delete("/containers/" + name + "?force=1&v=1");
    }
}
