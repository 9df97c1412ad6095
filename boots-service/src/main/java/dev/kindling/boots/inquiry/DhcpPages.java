package dev.kindling.boots.inquiry;

import dev.kindling.boots.capture.Datagram;
import dev.kindling.boots.capture.PacketKeeper;
import dev.kindling.boots.dhcp.DhcpPreview;
import dev.kindling.boots.dhcp.packet.DhcpCodec;
import dev.kindling.boots.dhcp.packet.DhcpPacket;
import dev.kindling.boots.dhcp.packet.MalformedPacketException;
import dev.kindling.boots.machine.MachineProfile;
import dev.kindling.boots.netboot.BootRequest;
import dev.kindling.boots.netboot.ClientKind;
import dev.kindling.boots.netboot.ReplyDestination;
import dev.kindling.boots.netboot.SampleRequest;
import dev.kindling.directory.inquiry.InquiryDocument;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** What DHCP would answer: to what the machine itself was heard to send, else to what its kind sends. */
@Component
final class DhcpPages {

    private static final int SERVER_PORT = 67;

    private final PacketKeeper packets;
    private final DhcpPreview preview;

    DhcpPages(PacketKeeper packets, DhcpPreview preview) {
        this.packets = packets;
        this.preview = preview;
    }

    private record Asked(byte[] request, InetSocketAddress source, int port) {}

    /** @param client empty, or the name of a {@link SampleRequest} */
    List<InquiryDocument> of(MachineProfile machine, String client) throws IOException {
        Map<String, Asked> asked = client.isEmpty() ? heard(machine) : new LinkedHashMap<>();
        if (asked.isEmpty()) {
            SampleRequest sample = sample(machine, client);
            asked.put("as-" + sample.text(), sample(sample, machine));
        }
        List<InquiryDocument> documents = new ArrayList<>();
        for (Map.Entry<String, Asked> each : asked.entrySet()) {
            try {
                documents.addAll(answers(each.getKey(), each.getValue()));
            } catch (MalformedPacketException e) {
                documents.add(InquiryDocument.text("dhcp/" + each.getKey() + ".txt", e.getMessage() + "\n"));
            }
        }
        return documents;
    }

    /** The newest of each kind of client and message. */
    private Map<String, Asked> heard(MachineProfile machine) {
        Map<String, Asked> newest = new LinkedHashMap<>();
        for (Datagram each : packets.dhcp(machine.mac())) {
            if (each.received()) {
                try {
                    BootRequest request = BootRequest.from(DhcpCodec.decode(each.payload()));
                    newest.put(
                            name(request),
                            new Asked(each.payload(), each.far(), each.near().getPort()));
                } catch (MalformedPacketException _) {
                    // It was not answered, and would not be.
                    continue;
                }
            }
        }
        return newest;
    }

    private static String name(BootRequest request) {
        String type = request.type().map(Enum::name).orElse("no-type");
        String door = request.kind() == ClientKind.PLAIN ? "os" : request.kind().name();
        return (door + "-" + type).toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    private static SampleRequest sample(MachineProfile machine, String client) {
        if (!client.isEmpty()) {
            return SampleRequest.of(client)
                    .orElseThrow(() -> new IllegalArgumentException("there is no client '" + client + "'; take one of "
                            + List.of(SampleRequest.values()).stream()
                                    .map(SampleRequest::text)
                                    .toList()));
        }
        return SampleRequest.usual(machine);
    }

    private static Asked sample(SampleRequest sample, MachineProfile machine) {
        return new Asked(
                DhcpCodec.encode(sample.of(machine)),
                new InetSocketAddress("0.0.0.0", ReplyDestination.CLIENT_PORT),
                SERVER_PORT);
    }

    private List<InquiryDocument> answers(String name, Asked asked) throws MalformedPacketException {
        List<InquiryDocument> documents = new ArrayList<>();
        DhcpPacket request = DhcpCodec.decode(asked.request());
        for (DhcpPreview.Reply reply : preview.replies(asked.request(), asked.source(), asked.port())) {
            String file = "dhcp/" + name + "." + reply.link();
            StringBuilder text = new StringBuilder("request\n").append(DhcpText.of(request, asked.request()));
            switch (reply) {
                case DhcpPreview.Reply.None(String link, String reason) ->
                    text.append("\nno answer on ")
                            .append(link)
                            .append(": ")
                            .append(reason)
                            .append('\n');
                case DhcpPreview.Reply.Sent(String link, byte[] message, ReplyDestination destination) -> {
                    text.append("\nanswer on ")
                            .append(link)
                            .append(" to ")
                            .append(destination)
                            .append('\n');
                    text.append(DhcpText.of(DhcpCodec.decode(message), message));
                    documents.add(new InquiryDocument(file + ".bin", message));
                }
            }
            documents.addFirst(InquiryDocument.text(file + ".txt", text.toString()));
        }
        return documents;
    }
}
