package dev.kindling.boots.capture;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Packets kept for {@code kindling report}.
 *
 * @param machineSize memory for the packets of one machine, at most
 * @param totalSize memory for those of all machines together; 0 keeps none
 */
@ConfigurationProperties("kindling.boots.packets")
record CaptureProperties(
        @DefaultValue("64KB") DataSize machineSize,
        @DefaultValue("16MB") DataSize totalSize) {

    PacketKeeper.Limits limits() {
        return new PacketKeeper.Limits(machineSize.toBytes(), totalSize.toBytes());
    }
}
