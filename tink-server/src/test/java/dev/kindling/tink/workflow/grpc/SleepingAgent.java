package dev.kindling.tink.workflow.grpc;

import com.google.protobuf.ByteString;
import dev.kindling.contract.BootNonce;
import dev.kindling.contract.MacAddress;
import dev.kindling.contract.SessionSecret;
import dev.kindling.proto.agent.v1.ActionRef;
import dev.kindling.proto.agent.v1.AgentServiceGrpc;
import dev.kindling.proto.agent.v1.Assign;
import dev.kindling.proto.agent.v1.EnrolRequest;
import dev.kindling.proto.agent.v1.EnrolResponse;
import dev.kindling.proto.agent.v1.Inventory;
import dev.kindling.proto.agent.v1.Rebooting;
import dev.kindling.proto.agent.v1.ReportOutcome;
import dev.kindling.proto.agent.v1.ReportRequest;
import dev.kindling.proto.agent.v1.Started;
import dev.kindling.proto.agent.v1.Succeeded;
import dev.kindling.proto.agent.v1.WorkOrder;
import dev.kindling.proto.agent.v1.WorkRequest;
import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An agent that does nothing but speak the protocol, over real TLS, from the address of its machine. */
final class SleepingAgent implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration LONGEST_OUTAGE = Duration.ofMinutes(5);

    private final ManagedChannel channel;
    private final MacAddress mac;
    private final String address;
    private final BlockingQueue<WorkOrder> orders = new LinkedBlockingQueue<>();
    private final BlockingQueue<Throwable> ends = new LinkedBlockingQueue<>();
    private SessionSecret secret = SessionSecret.random(new SecureRandom());

    SleepingAgent(Path ca, int port, MacAddress mac, String address) {
        this(ca, port, mac, address, address);
    }

    SleepingAgent(Path ca, int port, MacAddress mac, String address, String from) {
        this.mac = mac;
        this.address = address;
        try {
            ChannelCredentials tls =
                    TlsChannelCredentials.newBuilder().trustManager(ca.toFile()).build();
            channel = NettyChannelBuilder.forAddress("127.0.0.1", port, tls)
                    .localSocketPicker(new From(from))
                    .build();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static String nonce(byte[] key, UUID boot, MacAddress mac, String address) {
        return BootNonce.mint(key, boot, Instant.now().plusSeconds(900), mac, address)
                .text();
    }

    EnrolResponse enrol(String nonce) {
        return enrol(nonce, secret);
    }

    EnrolResponse enrol(String nonce, SessionSecret with) {
        return AgentServiceGrpc.newBlockingStub(channel)
                .enrol(EnrolRequest.newBuilder()
                        .setNonce(nonce)
                        .setMac(mac.text())
                        .setAddress(address)
                        .setSessionSecret(ByteString.copyFrom(with.bytes()))
                        .setAgentVersion("test")
                        .setInventory(Inventory.newBuilder()
                                .setModel("Raspberry Pi 4")
                                .setCpus(4))
                        .build());
    }

    /** As after a reboot: the old secret is forgotten. */
    EnrolResponse reboot(byte[] nonceKey) {
        secret = SessionSecret.random(new SecureRandom());
        return enrol(nonce(nonceKey, UUID.randomUUID(), mac, address));
    }

    /** Tries the server again now, however long it was away. */
    void reconnect() {
        channel.resetConnectBackoff();
    }

    /** The same agent, connected to another server. */
    SleepingAgent at(Path ca, int port) {
        SleepingAgent there = new SleepingAgent(ca, port, mac, address);
        there.secret = secret;
        return there;
    }

    void openWork() {
        AgentServiceGrpc.newStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(header()))
                .work(WorkRequest.getDefaultInstance(), new StreamObserver<>() {
                    @Override
                    public void onNext(WorkOrder order) {
                        orders.add(order);
                    }

                    @Override
                    public void onError(Throwable t) {
                        ends.add(t);
                    }

                    @Override
                    public void onCompleted() {
                        ends.add(new IllegalStateException("completed"));
                    }
                });
    }

    /** The next order of this kind; others before it are dropped. */
    WorkOrder await(WorkOrder.OrderCase wanted) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < until) {
            WorkOrder order = orders.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (order != null && order.getOrderCase() == wanted) {
                return order;
            }
        }
        throw new AssertionError("no " + wanted + " within " + PATIENCE + ", stream ended by " + ends);
    }

    Assign awaitAssign() throws InterruptedException {
        return await(WorkOrder.OrderCase.ASSIGN).getAssign();
    }

    /** An assignment if one comes in time and before the stream ends. */
    Optional<Assign> pollAssign(Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < until) {
            WorkOrder order = orders.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (order != null && order.getOrderCase() == WorkOrder.OrderCase.ASSIGN) {
                return Optional.of(order.getAssign());
            }
        }
        return Optional.empty();
    }

    Throwable awaitEnd() throws InterruptedException {
        Throwable end = ends.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (end == null) {
            throw new AssertionError("the stream did not end");
        }
        return end;
    }

    AgentServiceGrpc.AgentServiceBlockingStub calls() {
        return AgentServiceGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(header()));
    }

    ReportOutcome report(ReportRequest.Builder report) {
        return calls().report(report.build()).getOutcome();
    }

    /** As the shipped agent: again and again until the server answers. */
    ReportOutcome insist(ReportRequest.Builder report) throws InterruptedException {
        long until = System.nanoTime() + LONGEST_OUTAGE.toNanos();
        while (true) {
            try {
                return calls().withDeadlineAfter(60, TimeUnit.SECONDS)
                        .report(report.build())
                        .getOutcome();
            } catch (StatusRuntimeException e) {
                boolean away = Set.of(
                                Status.Code.UNAVAILABLE, Status.Code.DEADLINE_EXCEEDED, Status.Code.RESOURCE_EXHAUSTED)
                        .contains(e.getStatus().getCode());
                if (!away || System.nanoTime() > until) {
                    throw e;
                }
                reconnect();
                TimeUnit.MILLISECONDS.sleep(200);
            }
        }
    }

    /** Opens streams until one brings this attempt. */
    Assign insistOnAssign() throws InterruptedException {
        long until = System.nanoTime() + LONGEST_OUTAGE.toNanos();
        while (System.nanoTime() < until) {
            reconnect();
            openWork();
            Optional<Assign> assign = pollAssign(Duration.ofSeconds(5));
            if (assign.isPresent()) {
                return assign.get();
            }
        }
        throw new AssertionError("no assignment within " + LONGEST_OUTAGE + ", streams ended by " + ends);
    }

    static ReportRequest.Builder started(ActionRef action) {
        return ReportRequest.newBuilder().setAction(action).setSequence(1).setStarted(Started.getDefaultInstance());
    }

    static ReportRequest.Builder succeeded(ActionRef action) {
        return ReportRequest.newBuilder().setAction(action).setSequence(2).setSucceeded(Succeeded.getDefaultInstance());
    }

    static ReportRequest.Builder rebooting(ActionRef action) {
        return ReportRequest.newBuilder().setAction(action).setSequence(2).setRebooting(Rebooting.getDefaultInstance());
    }

    /** As a board whose cable is pulled. */
    void vanish() {
        channel.shutdownNow();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    private Metadata header() {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + secret.bearer());
        return headers;
    }

    /** Calls come from this address, as from a board of its own. */
    private static final class From extends NettyChannelBuilder.LocalSocketPicker {
        private final String address;

        From(String address) {
            this.address = address;
        }

        @Override
        public SocketAddress createSocketAddress(SocketAddress remote, io.grpc.Attributes attributes) {
            return new InetSocketAddress(address, 0);
        }
    }
}
