package dev.kindling.agent.grpc;

import com.google.protobuf.ByteString;
import dev.kindling.agent.action.ActionRef;
import dev.kindling.agent.action.ActionResult;
import dev.kindling.agent.action.Assignment;
import dev.kindling.agent.inventory.Inventory;
import dev.kindling.agent.tink.ActionEvent;
import dev.kindling.agent.tink.Enrolment;
import dev.kindling.agent.tink.Progress;
import dev.kindling.agent.tink.WorkEvent;
import dev.kindling.proto.agent.v1.AppendRequest;
import dev.kindling.proto.agent.v1.Assign;
import dev.kindling.proto.agent.v1.Cancelled;
import dev.kindling.proto.agent.v1.Disk;
import dev.kindling.proto.agent.v1.EnrolRequest;
import dev.kindling.proto.agent.v1.Failed;
import dev.kindling.proto.agent.v1.Idle;
import dev.kindling.proto.agent.v1.IdleReason;
import dev.kindling.proto.agent.v1.Interrupted;
import dev.kindling.proto.agent.v1.LogChunk;
import dev.kindling.proto.agent.v1.Nic;
import dev.kindling.proto.agent.v1.Reaction;
import dev.kindling.proto.agent.v1.Rebooting;
import dev.kindling.proto.agent.v1.ReportRequest;
import dev.kindling.proto.agent.v1.Started;
import dev.kindling.proto.agent.v1.Succeeded;
import dev.kindling.proto.agent.v1.TimedOut;
import dev.kindling.proto.agent.v1.WorkOrder;
import java.time.Duration;
import java.util.Optional;

/** Between the agent's values and the generated messages. */
final class Messages {

    /** Tinkerbell's: an action without a timeout has an hour. */
    private static final Duration NO_TIMEOUT = Duration.ofHours(1);

    private Messages() {}

    static EnrolRequest enrol(Enrolment enrolment) {
        return EnrolRequest.newBuilder()
                .setNonce(enrolment.nonce())
                .setMac(enrolment.mac())
                .setAddress(enrolment.address())
                .setSessionSecret(ByteString.copyFrom(enrolment.session().bytes()))
                .setAgentVersion(enrolment.version())
                .setInventory(inventory(enrolment.inventory()))
                .build();
    }

    private static dev.kindling.proto.agent.v1.Inventory inventory(Inventory inventory) {
        dev.kindling.proto.agent.v1.Inventory.Builder builder = dev.kindling.proto.agent.v1.Inventory.newBuilder()
                .setModel(inventory.model())
                .setRevision(inventory.revision())
                .setSerial(inventory.serial())
                .setMemoryBytes(inventory.memoryBytes())
                .setCpus(inventory.cpus())
                .setKernel(inventory.kernel())
                .setJavaVersion(inventory.javaVersion())
                .setFirmware(firmware(inventory.firmware()));
        for (Inventory.Disk disk : inventory.disks()) {
            builder.addDisks(Disk.newBuilder()
                    .setPath(disk.path())
                    .setStablePath(disk.stablePath())
                    .setSizeBytes(disk.sizeBytes())
                    .setModel(disk.model())
                    .setRemovable(disk.removable()));
        }
        for (Inventory.Nic nic : inventory.nics()) {
            builder.addNics(Nic.newBuilder().setName(nic.name()).setMac(nic.mac()));
        }
        return builder.build();
    }

    private static dev.kindling.proto.agent.v1.Firmware firmware(Inventory.Firmware firmware) {
        dev.kindling.proto.agent.v1.Firmware.Builder builder = dev.kindling.proto.agent.v1.Firmware.newBuilder()
                .setVersion(firmware.version())
                .setEeprom(firmware.eeprom())
                .setBootOrder(firmware.bootOrder())
                .setTemperatureMillidegrees(firmware.millidegrees());
        firmware.throttled().ifPresent(builder::setThrottled);
        return builder.build();
    }

    /** Empty for an order of a newer server that this agent does not know. */
    static Optional<WorkEvent> event(WorkOrder order) {
        return switch (order.getOrderCase()) {
            case ASSIGN -> Optional.of(new WorkEvent.Assign(assignment(order.getAssign())));
            case CANCEL ->
                Optional.of(new WorkEvent.Cancel(
                        ref(order.getCancel().getAction()), order.getCancel().getReason()));
            case IDLE -> Optional.of(idle(order.getIdle()));
            case ORDER_NOT_SET -> Optional.empty();
        };
    }

    private static WorkEvent idle(Idle idle) {
        return idle.getReason() == IdleReason.IDLE_REASON_REBOOT_TO_LOCAL
                ? new WorkEvent.RebootToLocal(idle.getText())
                : new WorkEvent.Idle(idle.getText());
    }

    private static Assignment assignment(Assign assign) {
        return new Assignment(
                ref(assign.getAction()),
                assign.getTaskName(),
                assign.getActionName(),
                assign.getImage(),
                assign.getCommandList(),
                assign.getEnvironmentMap(),
                assign.getVolumesList(),
                assign.getPid(),
                assign.getTimeoutSeconds() > 0 ? Duration.ofSeconds(assign.getTimeoutSeconds()) : NO_TIMEOUT,
                assign.getSecretsMap(),
                assign.getOnFailureList(),
                assign.getOnTimeoutList());
    }

    private static ActionRef ref(dev.kindling.proto.agent.v1.ActionRef ref) {
        return new ActionRef(ref.getWorkflowId(), ref.getIndex(), ref.getAttempt());
    }

    private static dev.kindling.proto.agent.v1.ActionRef ref(ActionRef ref) {
        return dev.kindling.proto.agent.v1.ActionRef.newBuilder()
                .setWorkflowId(ref.workflow())
                .setIndex(ref.index())
                .setAttempt(ref.attempt())
                .build();
    }

    static ReportRequest report(ActionRef ref, long sequence, ActionEvent event) {
        ReportRequest.Builder builder =
                ReportRequest.newBuilder().setAction(ref(ref)).setSequence(sequence);
        if (event instanceof ActionEvent.Ended ended) {
            set(builder, ended.result());
            ended.reaction().map(Messages::reaction).ifPresent(builder::setReaction);
        } else {
            builder.setStarted(Started.getDefaultInstance());
        }
        return builder.build();
    }

    private static Reaction.Builder reaction(ActionResult how) {
        int exitCode = how instanceof ActionResult.Failed failed ? failed.exitCode() : -1;
        boolean succeeded = how instanceof ActionResult.Succeeded;
        return Reaction.newBuilder()
                .setSucceeded(succeeded)
                .setMessage(succeeded || !how.message().isEmpty() ? how.message() : how.word())
                .setExitCode(succeeded ? 0 : exitCode);
    }

    private static void set(ReportRequest.Builder builder, ActionResult result) {
        if (result instanceof ActionResult.Succeeded succeeded) {
            builder.setSucceeded(Succeeded.newBuilder().setMessage(succeeded.message()));
        } else if (result instanceof ActionResult.Failed failed) {
            builder.setFailed(Failed.newBuilder().setMessage(failed.message()).setExitCode(failed.exitCode()));
        } else if (result instanceof ActionResult.TimedOut timedOut) {
            builder.setTimedOut(TimedOut.newBuilder().setMessage(timedOut.message()));
        } else if (result instanceof ActionResult.Interrupted interrupted) {
            builder.setInterrupted(Interrupted.newBuilder().setMessage(interrupted.message()));
        } else if (result instanceof ActionResult.Rebooting) {
            builder.setRebooting(Rebooting.getDefaultInstance());
        } else {
            builder.setCancelled(Cancelled.getDefaultInstance());
        }
    }

    static AppendRequest log(ActionRef ref, long offset, byte[] bytes) {
        LogChunk chunk = LogChunk.newBuilder()
                .setOffset(offset)
                .setData(ByteString.copyFrom(bytes))
                .build();
        return AppendRequest.newBuilder().setAction(ref(ref)).setLog(chunk).build();
    }

    static AppendRequest progress(ActionRef ref, Progress progress) {
        return AppendRequest.newBuilder()
                .setAction(ref(ref))
                .setProgress(dev.kindling.proto.agent.v1.Progress.newBuilder()
                        .setDone(progress.done())
                        .setTotal(progress.total())
                        .setUnit(progress.unit()))
                .build();
    }
}
