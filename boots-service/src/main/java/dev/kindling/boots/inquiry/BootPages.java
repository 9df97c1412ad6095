package dev.kindling.boots.inquiry;

import dev.kindling.boots.content.BoardListing;
import dev.kindling.boots.ipxe.IpxeScripts;
import dev.kindling.boots.machine.MachineDirectory;
import dev.kindling.boots.machine.MachineProfile;
import dev.kindling.contract.MacAddress;
import dev.kindling.directory.inquiry.InquiryDocument;
import java.io.IOException;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What one machine would be sent at its next boot. */
@Component
final class BootPages {

    private static final Inet4Address UNKNOWN = Inet4Address.ofLiteral("0.0.0.0");

    private final MachineDirectory machines;
    private final DhcpPages dhcp;
    private final BoardListing tree;
    private final IpxeScripts scripts;

    BootPages(MachineDirectory machines, DhcpPages dhcp, BoardListing tree, IpxeScripts scripts) {
        this.machines = machines;
        this.dhcp = dhcp;
        this.tree = tree;
        this.scripts = scripts;
    }

    List<InquiryDocument> of(MacAddress mac, String client) throws IOException {
        Optional<MachineProfile> machine = machines.findByMac(mac);
        if (machine.isEmpty()) {
            return List.of(InquiryDocument.text(
                    "none.txt", mac + " is not in the inventory: it is observed and sent nothing\n"));
        }
        List<InquiryDocument> documents = new ArrayList<>(dhcp.of(machine.get(), client));
        StringBuilder list = new StringBuilder();
        BoardListing.Listing listing = tree.of(machine.get());
        for (BoardListing.Entry entry : listing.entries()) {
            list.append("%10d  %-40s  %s%n".formatted(entry.size(), entry.name(), entry.origin()));
            entry.text().ifPresent(text -> documents.add(InquiryDocument.text("tftp/" + entry.name(), text)));
        }
        documents.add(InquiryDocument.text("tftp.txt", list.toString()));
        if (!listing.passedOver().isEmpty()) {
            documents.add(InquiryDocument.text("tftp-passed-over.txt", String.join("\n", listing.passedOver()) + "\n"));
        }
        documents.add(InquiryDocument.text("ipxe/auto.ipxe", scripts.next(machine.get())));
        documents.add(InquiryDocument.text(
                "ipxe/autoexec.ipxe", scripts.autoexec(machine.get().address().orElse(UNKNOWN))));
        return documents;
    }
}
