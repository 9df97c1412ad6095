package dev.kindling.tink.tinkerbell.classic.grpc;

import dev.kindling.proto.tinkerbell.hardware.DeleteRequest;
import dev.kindling.proto.tinkerbell.hardware.Empty;
import dev.kindling.proto.tinkerbell.hardware.GetRequest;
import dev.kindling.proto.tinkerbell.hardware.Hardware;
import dev.kindling.proto.tinkerbell.hardware.HardwareServiceGrpc;
import dev.kindling.proto.tinkerbell.hardware.PushRequest;
import dev.kindling.tink.tinkerbell.CompatibleService;
import dev.kindling.tink.tinkerbell.classic.ClassicHardware;
import dev.kindling.tink.tinkerbell.classic.Refusal;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** HardwareService, call by call. */
@Component
class HardwareCalls implements HardwareServiceGrpc.AsyncService, CompatibleService {

    /** How often a watched document is looked at. */
    private static final long LOOK_MILLIS = 1_000;

    private final ClassicHardware hardware;
    private final HardwareMessages messages;

    HardwareCalls(ClassicHardware hardware, HardwareMessages messages) {
        this.hardware = hardware;
        this.messages = messages;
    }

    @Override
    public ServerServiceDefinition definition() {
        return HardwareServiceGrpc.bindService(this);
    }

    @Override
    public void push(PushRequest request, StreamObserver<Empty> observer) {
        Calls.answer(observer, () -> {
            if (!request.hasData()) {
                throw Refusal.unknown("expected data not to be nil");
            }
            hardware.push(messages.document(request.getData()));
            return Empty.getDefaultInstance();
        });
    }

    @Override
    public void byMAC(GetRequest request, StreamObserver<Hardware> observer) {
        Calls.answer(observer, () -> messages.message(hardware.byMac(request.getMac())));
    }

    @Override
    public void byIP(GetRequest request, StreamObserver<Hardware> observer) {
        Calls.answer(observer, () -> messages.message(hardware.byIp(request.getIp())));
    }

    @Override
    public void byID(GetRequest request, StreamObserver<Hardware> observer) {
        Calls.answer(observer, () -> messages.message(hardware.byId(request.getId())));
    }

    @Override
    public void all(Empty request, StreamObserver<Hardware> observer) {
        Calls.stream(observer, receiver -> hardware.each(each -> receiver.accept(messages.message(each))));
    }

    @Override
    public void delete(DeleteRequest request, StreamObserver<Empty> observer) {
        Calls.answer(observer, () -> {
            hardware.delete(request.getId());
            return Empty.getDefaultInstance();
        });
    }

    /** Tinkerbell's own crashed here (issue tink#531); its classic hegel asks for it. Says the changes, not the beginning. */
    @Override
    public void deprecatedWatch(GetRequest request, StreamObserver<Hardware> observer) {
        ServerCallStreamObserver<Hardware> stream = (ServerCallStreamObserver<Hardware>) observer;
        CountDownLatch gone = new CountDownLatch(1);
        stream.setOnCancelHandler(gone::countDown);
        Supplier<dev.kindling.tink.hardware.Hardware> look = () -> hardware.byId(request.getId());
        Calls.stream(observer, receiver -> {
            long seen = look.get().version();
            while (!isGone(gone)) {
                dev.kindling.tink.hardware.Hardware now = look.get();
                if (now.version() != seen) {
                    seen = now.version();
                    receiver.accept(messages.message(now));
                }
            }
        });
    }

    private static boolean isGone(CountDownLatch gone) {
        try {
            return gone.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            // The server stops.
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
