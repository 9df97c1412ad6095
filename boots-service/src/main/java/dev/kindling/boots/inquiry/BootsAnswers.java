package dev.kindling.boots.inquiry;

import dev.kindling.boots.capture.PacketKeeper;
import dev.kindling.boots.capture.Pcapng;
import dev.kindling.directory.inquiry.Inquiry;
import dev.kindling.directory.inquiry.InquiryAnswers;
import dev.kindling.directory.inquiry.InquiryDocument;
import dev.kindling.directory.inquiry.RedactedConfiguration;
import java.io.IOException;
import java.util.List;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.stereotype.Component;

/** Puts the documents together. */
@Component
final class BootsAnswers implements InquiryAnswers {

    private static final String COMMENT = "The last DHCP and TFTP packets of this machine as the sockets of boots gave"
            + " them; Ethernet, IP and UDP headers are made up from their addresses. Of TFTP data only the header is"
            + " kept.";

    private final PacketKeeper packets;
    private final BootPages pages;
    private final ConfigurableEnvironment environment;

    BootsAnswers(PacketKeeper packets, BootPages pages, ConfigurableEnvironment environment) {
        this.packets = packets;
        this.pages = pages;
        this.environment = environment;
    }

    @Override
    public List<InquiryDocument> answer(Inquiry inquiry) throws IOException {
        return switch (inquiry.subject()) {
            case REPORT ->
                List.of(
                        new InquiryDocument("packets.pcapng", Pcapng.of(packets.all(inquiry.mac()), COMMENT)),
                        InquiryDocument.text("configuration.properties", RedactedConfiguration.of(environment)));
            case PREVIEW -> pages.of(inquiry.mac(), inquiry.client());
        };
    }
}
