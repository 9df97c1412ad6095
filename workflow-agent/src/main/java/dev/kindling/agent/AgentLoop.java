package dev.kindling.agent;

import dev.kindling.agent.action.ActionRef;
import dev.kindling.agent.journal.Journal;
import dev.kindling.agent.log.EventLog;
import dev.kindling.agent.process.Rebooter;
import dev.kindling.agent.tink.EnrolAnswer;
import dev.kindling.agent.tink.Enrolment;
import dev.kindling.agent.tink.Tink;
import dev.kindling.agent.tink.WorkEvent;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** One machine: enrol, take orders, run them, until it reboots. A lost server is waited for, however long. */
final class AgentLoop {

    private final Board board;
    private final Tink tink;
    private final Enrolment enrolment;
    private final Tools tools;
    private final EventLog log;
    private final BlockingQueue<Signal> inbox = new LinkedBlockingQueue<>();
    private final ExecutorService worker;
    private final ScheduledExecutorService clock;
    private final Attempts attempts;
    private Map<String, String> facts = Map.of();

    /** What the loop is given. */
    record Tools(
            dev.kindling.agent.runtime.ActionRuntime runtime,
            dev.kindling.agent.runtime.SiteFacts site,
            Rebooter rebooter,
            Pace pace) {}

    /** What wakes the loop. */
    private sealed interface Signal {

        /** @param stream which stream it came by: a closed one may have left some behind */
        record Order(int stream, WorkEvent event) implements Signal {}

        record End(LoopEnd end) implements Signal {}
    }

    AgentLoop(Board board, Tink tink, Enrolment enrolment, Journal journal, Tools tools) {
        this.board = board;
        this.tink = tink;
        this.enrolment = enrolment;
        this.tools = tools;
        this.log = board.log();
        String name = board.commandLine().mac().text();
        this.worker = Executors.newSingleThreadExecutor(task -> daemon(task, "worker-" + name));
        this.clock = Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "clock-" + name));
        this.attempts =
                new Attempts(journal, new Reporter(tink, tools.pace(), log), worker, remains(), this::rebootReported);
    }

    private Attempts.Remains remains() {
        return new Attempts.Remains() {
            @Override
            public boolean canBeGoneOnWith(ActionRef ref) {
                return tools.runtime().hasOutlived(board.root(), ref);
            }

            @Override
            public void end(ActionRef ref) throws InterruptedException {
                tools.runtime().endRemains(board.root(), ref);
            }
        };
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    LoopEnd run() throws InterruptedException, IOException {
        try {
            Optional<LoopEnd> end = enrol();
            if (end.isPresent()) {
                return finish(end.get());
            }
            attempts.recover();
            return finish(serve());
        } finally {
            worker.shutdownNow();
            clock.shutdownNow();
        }
    }

    /** Empty when enrolled. */
    private Optional<LoopEnd> enrol() throws InterruptedException {
        Backoff backoff = tools.pace().backoff();
        while (true) {
            EnrolAnswer answer = tink.enrol(enrolment);
            if (answer instanceof EnrolAnswer.Enrolled enrolled) {
                remember(enrolled);
                return Optional.empty();
            }
            if (answer instanceof EnrolAnswer.NonceRefused refused) {
                log.event("enrol.refused", "reason", refused.reason(), "next", "reboot, for a new nonce");
                tools.pace().sleeper().sleep(tools.pace().refusal());
                return Optional.of(new LoopEnd.Rebooted("the nonce of this boot was refused: " + refused.reason()));
            }
            if (answer instanceof EnrolAnswer.NonceBurnt burnt) {
                log.event(
                        "enrol.burnt",
                        "reason",
                        burnt.reason(),
                        "next",
                        "look into the machine's timeline, then power-cycle it",
                        "again-in-seconds",
                        tools.pace().burnt().toSeconds());
                tools.pace().sleeper().sleep(tools.pace().burnt());
                return Optional.of(new LoopEnd.Refused(burnt.reason()));
            }
            if (answer instanceof EnrolAnswer.Unavailable unavailable) {
                log.event("enrol.unanswered", "server", board.commandLine().server(), "reason", unavailable.reason());
            }
            backoff.pause();
        }
    }

    private void remember(EnrolAnswer.Enrolled enrolled) {
        Map<String, String> known = new HashMap<>();
        known.put("KINDLING_HOSTNAME", enrolled.hostname());
        known.put("KINDLING_MAC", board.commandLine().mac().text());
        known.put("KINDLING_HARDWARE", enrolled.hardwareId());
        facts = Map.copyOf(known);
        log.event("enrolled", "hostname", enrolled.hostname(), "address", board.address());
    }

    private LoopEnd serve() throws InterruptedException {
        Backoff backoff = tools.pace().backoff();
        for (int stream = 1; ; stream++) {
            int current = stream;
            Runnable close = tink.work(event -> inbox.add(new Signal.Order(current, event)));
            try {
                Optional<LoopEnd> end = read(current, backoff);
                if (end.isPresent()) {
                    return end.get();
                }
            } finally {
                close.run();
            }
            backoff.pause();
        }
    }

    /** Takes the orders of one stream; empty when it is to be opened again. */
    private Optional<LoopEnd> read(int stream, Backoff backoff) throws InterruptedException {
        while (true) {
            Signal signal = inbox.poll(tools.pace().silence().toMillis(), TimeUnit.MILLISECONDS);
            if (signal == null) {
                log.event("work.silent", "seconds", tools.pace().silence().toSeconds());
                return Optional.empty();
            }
            if (signal instanceof Signal.End end) {
                return Optional.of(end.end());
            }
            if (signal instanceof Signal.Order order && order.stream() == stream) {
                if (order.event() instanceof WorkEvent.Ended ended) {
                    return ended(ended);
                }
                backoff.reset();
                take(order.event());
            }
        }
    }

    private Optional<LoopEnd> ended(WorkEvent.Ended ended) throws InterruptedException {
        log.event("work.ended", "why", ended.why(), "reason", ended.reason());
        return switch (ended.why()) {
            case LOST -> Optional.empty();
            case SESSION_REFUSED -> enrol();
        };
    }

    private void take(WorkEvent event) {
        if (event instanceof WorkEvent.Assign assign) {
            Attempt.Workbench workbench =
                    new Attempt.Workbench(board, tink, tools.site(), tools.runtime(), clock, tools.pace(), facts);
            attempts.assign(assign.assignment(), workbench);
        } else if (event instanceof WorkEvent.Cancel cancel) {
            log.event("action.cancel", "action", cancel.ref(), "reason", cancel.reason());
            attempts.cancel(cancel.ref());
        } else if (event instanceof WorkEvent.RebootToLocal reboot && attempts.isIdle()) {
            inbox.add(new Signal.End(new LoopEnd.Rebooted("the server says: " + reboot.text())));
        }
    }

    private void rebootReported() {
        inbox.add(new Signal.End(new LoopEnd.Rebooted("the workflow says so")));
    }

    private LoopEnd finish(LoopEnd end) throws IOException {
        if (end instanceof LoopEnd.Rebooted rebooted) {
            log.event("reboot", "why", rebooted.why());
            tools.rebooter().reboot();
        }
        return end;
    }
}
