package dev.kindling.benchmarks.engine;

import dev.kindling.proto.agent.v1.ActionRef;
import dev.kindling.proto.agent.v1.AgentServiceGrpc;
import dev.kindling.proto.agent.v1.ReportOutcome;
import dev.kindling.proto.agent.v1.ReportRequest;
import dev.kindling.proto.agent.v1.Started;
import dev.kindling.proto.agent.v1.Succeeded;
import dev.kindling.proto.agent.v1.WorkOrder;
import dev.kindling.proto.agent.v1.WorkRequest;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** One agent: takes every action at once, works as long as it is told, reports Started and Succeeded, and keeps count. */
final class BenchAgent implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofSeconds(2);

    /** What all agents of a run count together. */
    static final class Counts {
        final AtomicLong connected = new AtomicLong();
        final AtomicLong orders = new AtomicLong();
        final AtomicLong broken = new AtomicLong();
        /** Orders to wait: nothing was left to do. */
        final AtomicLong idle = new AtomicLong();
        /** Answered after the commit. */
        final AtomicLong reports = new AtomicLong();

        final Quantiles answer = new Quantiles();
        /** From the moment a Succeeded is sent until the next action is here. */
        final Quantiles push = new Quantiles();
    }

    private final ManagedChannel channel;
    private final AgentServiceGrpc.AgentServiceBlockingStub calls;
    private final Duration work;
    private final Counts counts;
    private volatile long finishedAt;
    private volatile boolean heard;
    private volatile boolean closed;

    BenchAgent(Wire wire, Fleet.Member member, Duration work, Counts counts) {
        this.channel = wire.connect(member);
        this.calls = AgentServiceGrpc.newBlockingStub(channel);
        this.work = work;
        this.counts = counts;
    }

    BenchAgent start() {
        AgentServiceGrpc.newStub(channel).work(WorkRequest.getDefaultInstance(), new Orders());
        return this;
    }

    private void run(ActionRef action) {
        try {
            report(ReportRequest.newBuilder()
                    .setAction(action)
                    .setSequence(1)
                    .setStarted(Started.getDefaultInstance())
                    .build());
            LockSupport.parkNanos(work.toNanos());
            finishedAt = System.nanoTime();
            report(ReportRequest.newBuilder()
                    .setAction(action)
                    .setSequence(2)
                    .setSucceeded(Succeeded.getDefaultInstance())
                    .build());
        } catch (RuntimeException e) {
            broken(e);
        }
    }

    private void report(ReportRequest report) {
        long sent = System.nanoTime();
        if (calls.report(report).getOutcome() == ReportOutcome.REPORT_OUTCOME_APPLIED) {
            counts.answer.add(System.nanoTime() - sent);
            counts.reports.incrementAndGet();
        }
    }

    private void broken(Throwable why) {
        if (!closed && counts.broken.getAndIncrement() == 0) {
            System.out.println("the first call that broke: "
                    + why.getMessage().lines().findFirst().orElse(""));
        }
    }

    /** As the shipped agent: a stream that ends is opened again. */
    private void comeBack() {
        if (!closed) {
            Thread.startVirtualThread(() -> {
                LockSupport.parkNanos(PAUSE.toNanos());
                start();
            });
        }
    }

    @Override
    public void close() {
        closed = true;
        channel.shutdownNow();
    }

    private final class Orders implements StreamObserver<WorkOrder> {

        @Override
        public void onNext(WorkOrder order) {
            counts.orders.incrementAndGet();
            if (!heard) {
                heard = true;
                counts.connected.incrementAndGet();
            }
            if (order.hasIdle()) {
                counts.idle.incrementAndGet();
            }
            if (order.hasAssign()) {
                if (finishedAt != 0) {
                    counts.push.add(System.nanoTime() - finishedAt);
                }
                Thread.startVirtualThread(() -> run(order.getAssign().getAction()));
            }
        }

        @Override
        public void onError(Throwable why) {
            broken(why);
            comeBack();
        }

        @Override
        public void onCompleted() {
            broken(new IllegalStateException("the server ended the stream"));
            comeBack();
        }
    }
}
