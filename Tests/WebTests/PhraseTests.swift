import SupportPolicy
import Testing
@testable import Web

/// That both tables are complete is the compiler's word: their switches are exhaustive. What it cannot know is here.
struct PhraseTests {
    @Test func `one is singular, more are plural, in both languages`() {
        #expect(Language.es(.pleaseCorrect(1)) == "Revise 1 campo")
        #expect(Language.es(.pleaseCorrect(2)) == "Revise 2 campos")
        #expect(Language.en(.pleaseCorrect(1)) == "Please check 1 field")
        #expect(Language.en(.pleaseCorrect(2)) == "Please check 2 fields")
    }

    @Test func `a text inside of a phrase stands in both languages`() {
        for language in Language.allCases {
            #expect(language(.nothingFound("CSD")).contains("CSD"))
            #expect(language(.passwordFor("a@b.mx")).contains("a@b.mx"))
        }
    }

    @Test func `clients read usted, and the words of the trade`() {
        #expect(Language.es(.sentCorrectly) == "Su solicitud fue enviada correctamente. Gracias por su preferencia.")
        #expect(Language.es(.folio) == "Folio")
    }
}
