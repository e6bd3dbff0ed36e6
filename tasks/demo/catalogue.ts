/** What the invented shop sells. */
export interface Article {
  productId: string;
  name: string;
  /** In minor units of whatever the store's currency is. */
  price: number;
  /** How often it is bought, next to the others. */
  weight: number;
  /** Units on the shelf when it is full. */
  shelf: number;
  /** Units on the shelf when the demo begins. */
  available: number;
  threshold: number;
}

/** Two begin low or nearly so, so that the board has something to tell from its first minute. */
export const ARTICLES: readonly Article[] = [
  article("HG-101", "Stoneware mug", 1600, 12, 180, 164),
  article("HG-102", "Espresso cups, set of 4", 2800, 7, 90, 71),
  article("HG-110", "Pour-over kettle", 7900, 4, 160, 160),
  article("HG-114", "Enamel teapot", 4600, 4, 70, 58),
  article("HG-203", "Cast-iron pan, 26 cm", 5900, 5, 80, 67),
  article("HG-207", "Walnut cutting board", 6400, 3, 60, 8),
  article("HG-211", "Linen apron", 3400, 4, 70, 44),
  article("HG-215", "Cotton tea towels, set of 3", 1900, 8, 140, 122),
  article("HG-302", "Beeswax candle", 1250, 10, 200, 151),
  article("HG-305", "Merino throw", 11900, 3, 120, 120),
  article("HG-309", "Brass desk lamp", 13900, 2, 40, 13),
  article("HG-401", "Travel bottle, 500 ml", 2900, 6, 110, 95),
];

/** The pairs that go on sale, one after the other. */
export const SALES: readonly (readonly [string, string])[] = [
  ["HG-110", "HG-305"],
  ["HG-203", "HG-102"],
  ["HG-309", "HG-401"],
  ["HG-114", "HG-211"],
];

/** Given names and family names that go together. Nobody is meant. */
export const NAMES: readonly (readonly [given: string, family: string])[] = [
  ["Amara Chidi Ngozi Tunde", "Okafor Adeyemi Eze Balogun"],
  ["Aarav Diya Meera Rohan", "Sharma Iyer Patel Banerjee"],
  ["Chloé Inès Mathis Hugo", "Lefèvre Moreau Fournier Garnier"],
  ["Sofía Mateo Lucía Thiago", "Hernández Quispe Rojas Muñoz"],
  ["Yuki Haruto Sakura Ren", "Tanaka Satō Nakamura Kobayashi"],
  ["Fatima Omar Layla Yusuf", "Haddad Mansour Benali Nasser"],
  ["Zofia Jakub Łucja Krzysztof", "Nowak Wiśniewska Zieliński Dąbrowska"],
  ["Aylin Emre Zeynep Mert", "Yılmaz Şahin Öztürk Çelik"],
  ["Linh Minh Thảo Quân", "Nguyễn Trần Phạm Lê"],
  ["Freja Anders Ingrid Björn", "Lindqvist Sørensen Ødegård Åkesson"],
  ["Kaia Tama Aroha Wiremu", "Ngata Parata Henare Tamihana"],
  ["Olena Дмитро Наталія Taras", "Shevchenko Коваленко Bondarenko Ткачук"],
  ["Ada Grace Edith Oliver", "Whitfield Hargreaves Boateng Clarke"],
  ["Ελένη Nikos Sofia Γιώργος", "Papadopoulou Οικονόμου Vlachos Nikolaidis"],
];

function article(
  productId: string,
  name: string,
  price: number,
  weight: number,
  shelf: number,
  available: number,
): Article {
  return { productId, name, price, weight, shelf, available, threshold: 10 };
}
