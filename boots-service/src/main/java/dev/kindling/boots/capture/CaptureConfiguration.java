package dev.kindling.boots.capture;

import dev.kindling.boots.BootsProperties;
import dev.kindling.boots.machine.MachineDirectory;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The keeper of this installation. */
@Configuration(proxyBeanMethods = false)
class CaptureConfiguration {

    @Bean
    PacketKeeper packetKeeper(
            CaptureProperties properties, BootsProperties boots, MachineDirectory machines, Clock clock) {
        return new PacketKeeper(
                properties.limits(),
                boots.address(),
                mac -> machines.findByMac(mac).isPresent(),
                clock);
    }
}
