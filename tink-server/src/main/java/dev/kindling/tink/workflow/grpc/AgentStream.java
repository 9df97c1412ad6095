package dev.kindling.tink.workflow.grpc;

import dev.kindling.proto.agent.v1.ActionRef;
import dev.kindling.proto.agent.v1.Cancel;
import dev.kindling.proto.agent.v1.IdleReason;
import dev.kindling.proto.agent.v1.WorkOrder;
import dev.kindling.tink.failure.grpc.StatusMapper;
import dev.kindling.tink.workflow.StoppedAttempts.Stopped;
import dev.kindling.tink.workflow.WorkAnswer;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/** One agent's open stream, on a thread of its own: looks, says what is new, sleeps until it is woken or must beat. */
final class AgentStream {

    static final Status SUPERSEDED =
            Status.ABORTED.withDescription("a newer stream of this machine took this one's place");

    private final AgentSession.Hash session;
    private final StreamWork work;
    private final StreamObserver<WorkOrder> agent;
    private final Duration heartbeat;
    private final BlockingQueue<Boolean> bell = new ArrayBlockingQueue<>(1);
    private final AtomicBoolean mustLook = new AtomicBoolean();
    private final AtomicReference<Given> given = new AtomicReference<>();
    private final Set<ActionRef> cancelled = new HashSet<>();
    private ActionRef assigned = ActionRef.getDefaultInstance();
    private String lastIdle = "";
    /** 0 until the database has given it one. */
    private long number;

    private long newest;
    private volatile boolean gone;
    private volatile Optional<Status> end = Optional.empty();

    AgentStream(AgentSession.Hash session, StreamWork work, StreamObserver<WorkOrder> agent, Duration heartbeat) {
        this.session = session;
        this.work = work;
        this.agent = agent;
        this.heartbeat = heartbeat;
    }

    /** Handed out when the attempt ended that the agent was given before. */
    private record Given(ActionRef ended, WorkAnswer.Assigned next) {}

    boolean isOf(AgentSession.Hash other) {
        return session.equals(other);
    }

    /** A stream of the same machine was opened, perhaps this one: the one with the greatest number stays. */
    synchronized void opened(long other) {
        newest = Math.max(newest, other);
        if (number > 0 && newest > number) {
            end(SUPERSEDED);
        }
    }

    private synchronized void numbered(long given) {
        number = given;
        opened(given);
    }

    /** @param opening makes the stream known to all replicas and brings its number */
    void run(LongSupplier opening) {
        try {
            numbered(opening.getAsLong());
            StreamWork.Round round = work.look(session);
            say(round, true);
            while (!gone && end.isEmpty()) {
                boolean beat = bell.poll(heartbeat.toMillis(), TimeUnit.MILLISECONDS) == null;
                if (!gone && end.isEmpty()) {
                    round = next(round, beat);
                    say(round, beat);
                }
            }
            if (!gone) {
                agent.onError(end.orElse(Status.ABORTED).asException());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            if (!gone) {
                agent.onError(StatusMapper.toException(e));
            }
        }
    }

    /**
     * What was given is said as it is only if it follows what was said last: all else is looked at, since it may be older than what this
     * stream has seen.
     */
    private StreamWork.Round next(StreamWork.Round before, boolean beat) {
        Given order = given.getAndSet(null);
        boolean look = mustLook.getAndSet(false);
        if (order != null && !look && order.ended().equals(assigned)) {
            return new StreamWork.Round(before.mac(), List.of(), order.next());
        }
        return beat && !look && order == null ? work.lookAgain(session, before) : work.look(session);
    }

    void wake() {
        mustLook.set(true);
        bell.offer(Boolean.TRUE);
    }

    void give(ActionRef ended, WorkAnswer.Assigned next) {
        given.set(new Given(ended, next));
        bell.offer(Boolean.TRUE);
    }

    /** The agent went away: nobody is left to talk to. */
    void leave() {
        gone = true;
        wake();
    }

    void end(Status status) {
        end = Optional.of(status);
        wake();
    }

    private void say(StreamWork.Round round, boolean beat) {
        boolean spoke = false;
        for (Stopped stopped : round.stopped()) {
            ActionRef ref = AgentMessages.ref(stopped.workflow(), stopped.index(), stopped.attempt());
            if (cancelled.add(ref)) {
                Cancel.Builder cancel = Cancel.newBuilder().setAction(ref).setReason(stopped.reason());
                agent.onNext(WorkOrder.newBuilder().setCancel(cancel).build());
                spoke = true;
            }
        }
        switch (round.answer()) {
            case WorkAnswer.Assigned order -> {
                if (!AgentMessages.ref(order).equals(assigned)) {
                    assigned = AgentMessages.ref(order);
                    agent.onNext(AgentMessages.assign(order));
                } else if (beat && !spoke) {
                    agent.onNext(AgentMessages.idle(IdleReason.IDLE_REASON_NOTHING_TO_DO, "go on"));
                }
            }
            case WorkAnswer.Idle idle -> {
                if (beat || !idle.why().equals(lastIdle)) {
                    agent.onNext(AgentMessages.idle(IdleReason.IDLE_REASON_NOTHING_TO_DO, idle.why()));
                }
                lastIdle = idle.why();
            }
            case WorkAnswer.RebootToLocal reboot -> {
                // With each beat again: an agent that is still busy with its last report passes over it.
                if (beat || !reboot.why().equals(lastIdle)) {
                    agent.onNext(AgentMessages.idle(IdleReason.IDLE_REASON_REBOOT_TO_LOCAL, reboot.why()));
                }
                lastIdle = reboot.why();
            }
        }
    }
}
