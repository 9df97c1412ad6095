package dev.kindling.boots.boot;

import dev.kindling.boots.machine.DirectorySettings;
import dev.kindling.boots.machine.MachineProfile;
import dev.kindling.boots.report.BootEvent;
import java.net.Inet4Address;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The generated files of a board, for the doors that serve files. */
@Component
public final class BootFiles {

    private final BootRegistry boots;
    private final GeneratedFiles generated;
    private final Clock clock;

    BootFiles(BootRegistry boots, GeneratedFiles generated, Clock clock) {
        this.clock = clock;
        this.boots = boots;
        this.generated = generated;
    }

    /** The boot that is going on; empty when its firmware was never seen here. */
    public Optional<Boot> current(MachineProfile machine) {
        return boots.current(machine.mac());
    }

    /**
     * The board asks for a file of its own tree. Where another server leases and the board's exchange with it was not
     * heard (it asks through a relay), this is how its address becomes known; once it is, no request changes it.
     */
    public void heardFrom(MachineProfile machine, Optional<DirectorySettings> settings, Inet4Address address) {
        if (awaitsItsAddress(machine) && settings.isPresent()) {
            boots.locate(machine, settings.get(), address, BootEvent.Source.TFTP);
        }
    }

    /** Whether another server gave the board an address in this boot, which is not known yet. */
    public boolean awaitsItsAddress(MachineProfile machine) {
        return boots.awaitsItsAddress(machine.mac());
    }

    /** {@code config.txt}: the same bytes for every read in one boot. */
    public byte[] configTxt(MachineProfile machine) {
        String text = current(machine).map(Boot::configTxt).orElseGet(() -> generated.configTxt(machine));
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * {@code cmdline.txt}: the same bytes for every read in one boot.
     *
     * @param reader who asks; only the board's own address may read its nonce
     * @return empty when no boot is going on or another address asks: answer "not found"
     */
    public Optional<byte[]> commandLine(MachineProfile machine, Inet4Address reader) {
        Optional<Boot> its = current(machine).filter(boot -> boot.address().equals(reader));
        its.ifPresent(boots::handedOver);
        return its.map(boot -> boot.commandLine().getBytes(StandardCharsets.UTF_8));
    }

    /** {@code config.txt} of its next boot. */
    public String nextConfigTxt(MachineProfile machine) {
        return generated.configTxt(machine);
    }

    /**
     * {@code cmdline.txt} of its next boot, with {@code <nonce>} and {@code <time>} for what will be another then; no
     * credential. Empty before tink-server was heard for the first time.
     */
    public Optional<String> nextCommandLine(MachineProfile machine, Optional<DirectorySettings> settings) {
        return settings.map(
                known -> generated.sample(machine, known, clock.instant()).text());
    }

    /** Bytes of that file as it will be. */
    public int nextCommandLineLength(MachineProfile machine, DirectorySettings settings) {
        return generated.sample(machine, settings, clock.instant()).length();
    }
}
