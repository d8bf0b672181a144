/// One thing that stands on a paper; blocks follow one another from top to bottom.
package enum Block: Sendable, Hashable {
    /// The sentence that says what the paper is for, larger than the rest.
    case lead(String)
    case heading(String)
    case paragraph(String)
    /// Small and grey: terms, clauses, where something stands.
    case note(String)
    case facts([Fact])
    case table(Table)
    case checklist([Check])
    case signatures([Signature])
    case proof(Proof)

    /// A name and what it is: "Vigencia", "del 1 de enero al 31 de diciembre de 2026".
    package struct Fact: Sendable, Hashable {
        package var label, value: String

        package init(_ label: String, _ value: String) {
            (self.label, self.value) = (label, value)
        }
    }

    /// A line with a box before it; how it stands is also said in words.
    package struct Check: Sendable, Hashable {
        package var text: String
        /// `nil` leaves the box empty, to be marked by hand.
        package var isMet: Bool?
        /// "cumplido", "falta"; empty where the box is.
        package var said: String

        package init(_ text: String, isMet: Bool? = nil, said: String = "") {
            (self.text, self.isMet, self.said) = (text, isMet, said)
        }
    }

    /// A line to sign on, and whose it is.
    package struct Signature: Sendable, Hashable {
        package var role, name: String

        package init(role: String, name: String = "") {
            (self.role, self.name) = (role, name)
        }
    }

    /// A code to be read by a telephone, its address in words beside it, and a seal.
    package struct Proof: Sendable, Hashable {
        /// "Compruebe este documento".
        package var title: String
        package var text: String
        package var address: String
        package var seal: Seal?

        package init(title: String, text: String, address: String, seal: Seal? = nil) {
            (self.title, self.text, self.address, self.seal) = (title, text, address, seal)
        }
    }

    /// A round seal, drawn in the company's colour.
    package struct Seal: Sendable, Hashable {
        /// Around the rim.
        package var rim: String
        /// In the middle: initials.
        package var center: String

        package init(rim: String, center: String) {
            (self.rim, self.center) = (rim, center)
        }
    }
}

/// Rows under a head that is repeated on each page. A row is never split, unless no page could hold it whole.
package struct Table: Sendable, Hashable {
    package struct Column: Sendable, Hashable {
        /// How a column comes to its width.
        package enum Width: Sendable, Hashable {
            /// As wide as its widest cell, within reason.
            case fitting
            /// What the others leave, divided by these shares.
            case share(Double)
        }

        package var title: String
        package var width: Width
        /// Numbers: at the right, in figures of one width.
        package var isNumber: Bool

        package init(_ title: String, width: Width = .share(1), isNumber: Bool = false) {
            (self.title, self.width, self.isNumber) = (title, width, isNumber)
        }

        /// A column of numbers, as wide as they are.
        package static func number(_ title: String) -> Column { Column(title, width: .fitting, isNumber: true) }
    }

    package struct Cell: Sendable, Hashable, ExpressibleByStringInterpolation {
        package var text: String
        /// Below it, small and grey.
        package var detail: String

        package init(_ text: String, detail: String = "") {
            (self.text, self.detail) = (text, detail)
        }

        package init(stringLiteral text: String) {
            self.init(text)
        }
    }

    package struct Row: Sendable, Hashable {
        /// As many as there are columns: missing ones are empty, further ones are left out.
        package var cells: [Cell]
        /// A total: heavier, under a line.
        package var isTotal: Bool

        package init(_ cells: [Cell], isTotal: Bool = false) {
            (self.cells, self.isTotal) = (cells, isTotal)
        }
    }

    package var columns: [Column]
    package var rows: [Row]
    /// Stands in place of rows where there are none.
    package var empty: String

    package init(columns: [Column], rows: [Row], empty: String = "") {
        (self.columns, self.rows, self.empty) = (columns, rows, empty)
    }
}
