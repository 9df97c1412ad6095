package dev.kindling.tink;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.kindling.tink", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.kindling.tink.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule languagesAndDocumentsKnowNoSpring = noClasses()
            .that()
            .resideInAnyPackage(
                    "..template.gotext..",
                    "..template.sprig..",
                    "..template.yaml..",
                    "..hardware.document..",
                    "..postgres..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework..");

    @ArchTest
    static final ArchRule generatedTypesStayAtTheGrpcDoor = noClasses()
            .that()
            .resideOutsideOfPackage("..grpc..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.kindling.proto..");

    @ArchTest
    static final ArchRule nobodyDependsOnTheDoors = noClasses()
            .that()
            .resideOutsideOfPackages("..web..", "..grpc..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.kindling.tink..web..", "dev.kindling.tink..grpc..");

    @ArchTest
    static final ArchRule namesSayWhatThingsAre =
            noClasses().should().haveNameMatching(".*(Impl|Utils?|Helper|Manager|Dto)(\\$.*)?");

    @ArchTest
    static final ArchRule noStateIsShared = fields().that().areStatic().should().beFinal();
}
