package dev.kindling.hegel.inquiry;

import dev.kindling.directory.inquiry.Inquiry;
import dev.kindling.directory.inquiry.InquiryAnswers;
import dev.kindling.directory.inquiry.InquiryDocument;
import dev.kindling.directory.inquiry.RedactedConfiguration;
import dev.kindling.hegel.instance.Instance;
import dev.kindling.hegel.instance.InstanceDirectory;
import dev.kindling.hegel.metadata.Ec2Tree;
import dev.kindling.hegel.metadata.NativeMetadata;
import dev.kindling.hegel.metadata.NoCloudSeed;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.stereotype.Component;

/** Its configuration, and every page that the machine may read without a session. */
@Component
final class HegelAnswers implements InquiryAnswers {

    private final InstanceDirectory directory;
    private final ConfigurableEnvironment environment;
    private final NativeMetadata metadata;
    private final Ec2Tree ec2 = new Ec2Tree();
    private final NoCloudSeed nocloud = new NoCloudSeed();

    HegelAnswers(
            InstanceDirectory directory,
            ConfigurableEnvironment environment,
            @Value("${kindling.hegel.metadata.filter:.metadata.instance}") String filter) {
        this.directory = directory;
        this.environment = environment;
        this.metadata = new NativeMetadata(filter);
    }

    @Override
    public List<InquiryDocument> answer(Inquiry inquiry) {
        return switch (inquiry.subject()) {
            case REPORT ->
                List.of(InquiryDocument.text("configuration.properties", RedactedConfiguration.of(environment)));
            case PREVIEW ->
                directory.all().stream()
                        .filter(instance -> instance.mac().equals(inquiry.mac()))
                        .findFirst()
                        .map(this::pages)
                        .orElse(List.of());
        };
    }

    private List<InquiryDocument> pages(Instance instance) {
        List<InquiryDocument> pages = new ArrayList<>();
        metadata.of(instance).ifPresent(json -> pages.add(InquiryDocument.text("metadata", json)));
        for (String path : ec2.paths()) {
            ec2.find(path, instance).ifPresent(text -> pages.add(InquiryDocument.text("2009-04-04/" + path, text)));
        }
        for (String file : nocloud.names()) {
            nocloud.find(file, instance).ifPresent(text -> pages.add(InquiryDocument.text("nocloud/" + file, text)));
        }
        return pages;
    }
}
