import BusinessTime

/// A paper as values: whose it is, what it says from top to bottom, and when it was made.
///
/// All texts are plain: whatever they hold is printed as it stands, and nothing in them is ever opened or fetched.
/// The same values give the same bytes (with the same fonts and libraries installed).
package struct Document: Sendable, Hashable {
    package var letterhead: Letterhead
    /// What kind of paper this is, above the title: "Estado de cuenta".
    package var kind: String
    package var title: String
    package var blocks: [Block]
    /// At the foot of every page: the paper's number and day.
    package var reference: String
    package var pageWords: PageWords
    /// As in BCP 47, such as `es-MX`: decides how text is broken and shaped.
    package var language: String
    package var size: PageSize
    /// What the file says of itself; never the machine's clock.
    package var createdAt: Instant

    package init(
        letterhead: Letterhead, kind: String, title: String, blocks: [Block], reference: String, pageWords: PageWords = PageWords(),
        language: String = "es-MX", size: PageSize = .letter, createdAt: Instant
    ) {
        (self.letterhead, self.kind, self.title, self.blocks, self.reference) = (letterhead, kind, title, blocks, reference)
        (self.pageWords, self.language, self.size, self.createdAt) = (pageWords, language, size, createdAt)
    }

    /// The finished file.
    ///
    /// - Throws: when there is no memory left to draw in.
    package func pdf() throws(PrintingError) -> [UInt8] {
        // The foot names the last page, so the pages are counted before they are drawn.
        let canvas = Canvas(printing: self)
        var drawing = Flow(self, on: canvas, pages: pages)
        drawing.run()
        return try canvas.bytes()
    }

    /// How many pages it takes.
    package var pages: Int {
        var counting = Flow(self, on: Canvas(counting: self), pages: 0)
        counting.run()
        return counting.page
    }
}

/// Why there is no paper.
package struct PrintingError: Error, Hashable {
    /// In the words of the library that draws.
    package let reason: String
}

/// Who issues a paper: stands on its first page.
package struct Letterhead: Sendable, Hashable {
    package var name: String
    /// Below one another at the right: legal name, address, telephone.
    package var lines: [String]
    package var color: Color
    /// A PNG file, shown in place of the name; one that cannot be read, or has more than four million points, is left out.
    package var logo: [UInt8]?

    package init(name: String, lines: [String] = [], color: Color = .ink, logo: [UInt8]? = nil) {
        (self.name, self.lines, self.color, self.logo) = (name, lines, color, logo)
    }

    /// Whether a file is a PNG that can be shown.
    package static func canPrint(logo: [UInt8]) -> Bool { Picture(png: logo) != nil }
}

/// "Página 1 de 3", in the words of a language.
package struct PageWords: Sendable, Hashable {
    package var page, of: String

    package init(page: String = "Página", of: String = "de") {
        (self.page, self.of) = (page, of)
    }
}

/// The size of the paper in points, 72 an inch.
package enum PageSize: Sendable, Hashable, CaseIterable {
    /// Carta, as in Mexico.
    case letter
    case a4

    var width: Double { self == .letter ? 612 : 595.28 }
    var height: Double { self == .letter ? 792 : 841.89 }
}
