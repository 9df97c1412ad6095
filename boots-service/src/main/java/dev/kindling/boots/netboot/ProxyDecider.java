package dev.kindling.boots.netboot;

import dev.kindling.boots.dhcp.packet.MessageType;
import dev.kindling.boots.netboot.BootDecision.Ignore;
import dev.kindling.boots.netboot.BootDecision.Reply;
import dev.kindling.boots.netboot.Circumstances.Door;

/**
 * Decides where another server leases (PXE 2.1): a firmware that looks for a server is offered what to boot, one that
 * has its address and asks on port 4011 is told. Everything else is the other server's business.
 */
final class ProxyDecider {

    private final LeaseSettings settings;

    ProxyDecider(LeaseSettings settings) {
        this.settings = settings;
    }

    BootDecision decide(BootRequest request, Circumstances circumstances) {
        MessageType type = request.type().orElseThrow();
        boolean asks = circumstances.door() == Door.BOOT_SERVER
                ? type == MessageType.REQUEST || type == MessageType.INFORM
                : type == MessageType.DISCOVER;
        if (!asks) {
            return new Ignore(IgnoreReason.LEASED_ELSEWHERE);
        }
        BootInstruction boot = circumstances
                .machine()
                .map(machine -> BootDecider.boot(request, machine, circumstances.link(), settings))
                .orElseGet(() -> new BootTable(circumstances.link(), settings.binaries()).ofStranger(request));
        if (boot.isNothing()) {
            return new Ignore(IgnoreReason.NOTHING_TO_BOOT);
        }
        ReplyOptions options = new ReplyOptions(request, circumstances.link().address(), settings, boot);
        return new Reply(options.proxy(type == MessageType.DISCOVER ? MessageType.OFFER : MessageType.ACK));
    }
}
